/** What a status may not say. Models ValidatePodStatusUpdate of pkg/apis/core/validation. */

import { familyOf, parseIPv4, validateIP } from '../../../../api/ip.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { ContainerStatus, Pod } from '../../../../api/types.ts'
import { dnsSubdomain, qualifiedName, unchanged } from '../checks.ts'

const systemConditions = new Set(['PodScheduled', 'Ready', 'Initialized'])

export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const { status = {} } = pod
  const policy = old.spec?.restartPolicy ?? 'Always'
  const nominated = status.nominatedNodeName
  return [
    ...validateConditionTypes(status.conditions ?? []),
    ...(pod.spec?.nodeName === old.spec?.nodeName ? [] : [forbiddenField('status.nodeName', 'may not be changed directly')]),
    ...(nominated && nominated !== old.status?.nominatedNodeName ? dnsSubdomain('status.nominatedNodeName', nominated) : []),
    ...unchanged('status.qosClass', status.qosClass, old.status?.qosClass),
    ...noRevival(status.containerStatuses, old.status?.containerStatuses, policy, none, 'status.containerStatuses'),
    ...(policy === 'Always'
      ? []
      : noRevival(status.initContainerStatuses, old.status?.initContainerStatuses, policy, sidecarsOf(old), 'status.initContainerStatuses')),
    ...noRevival(status.ephemeralContainerStatuses, old.status?.ephemeralContainerStatuses, 'Never', none, 'status.ephemeralContainerStatuses'),
    ...addresses(status.podIPs ?? [], 'status.podIPs'),
    ...(status.hostIPs?.length && status.hostIP !== status.hostIPs[0]?.ip
      ? [invalidValue('status.hostIPs[0].ip', status.hostIPs[0]?.ip, 'must be equal to `hostIP`')]
      : []),
    ...addresses(status.hostIPs ?? [], 'status.hostIPs'),
  ]
}

const none: ReadonlySet<string> = new Set()

function validateConditionTypes(conditions: readonly { readonly type: string }[]): FieldError[] {
  const errors: FieldError[] = []
  for (let i = 0; i < conditions.length; i++) {
    const { type } = conditions[i] as { type: string }
    if (!systemConditions.has(type)) errors.push(...qualifiedName(`metadata.conditions[${i}].Type`, type))
  }
  return errors
}

const sidecarsOf = ({ spec }: Pod): ReadonlySet<string> =>
  new Set((spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map((container) => container.name))

/** A container that has ended for good stays ended. */
function noRevival(
  now: readonly ContainerStatus[] = [],
  before: readonly ContainerStatus[] = [],
  policy: string,
  exempt: ReadonlySet<string>,
  path: string,
): FieldError[] {
  if (policy === 'Always') return []
  return before.flatMap((old, i) => {
    const ended = old.state?.terminated
    if (!ended || exempt.has(old.name) || (ended.exitCode !== 0 && policy === 'OnFailure')) return []
    const revived = now.some((status) => status.name === old.name && !status.state?.terminated)
    return revived ? [forbiddenField(`${path}[${i}].state`, 'may not be transitioned to non-terminated state')] : []
  })
}

function addresses(ips: readonly { readonly ip?: string }[], path: string): FieldError[] {
  if (ips.length === 0 || (ips.length === 1 && parseIPv4(ips[0]?.ip ?? '') !== undefined)) return []
  const texts = ips.map(({ ip }) => ip ?? '')
  const errors = texts.flatMap((ip, i) => validateIP(`${path}[${i}]`, ip))
  const families = new Set(texts.map(familyOf))
  if (texts.length > 1 && (families.size !== 2 || texts.length > 2))
    errors.push(
      invalidValue(
        path,
        texts.map((ip) => ({ ip })),
        'may specify no more than one IP for each IP family',
      ),
    )
  texts.forEach((ip, i) => {
    if (texts.indexOf(ip) < i) errors.push(duplicate(`${path}[${i}]`, { ip }))
  })
  return errors
}
