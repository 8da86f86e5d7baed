/** The checks of a pod's spec, in the order of the real ones. Models ValidatePodSpec of pkg/apis/core/validation. */

import { validateIP } from '../../../../api/ip.ts'
import { validateLabels } from '../../../../api/labels.ts'
import { type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { PodSpec } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, oneOf, oneOfIfSet, qualifiedName } from '../checks.ts'
import { validateAffinity } from './validation-affinity.ts'
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './validation-containers.ts'
import { validateDnsConfig } from './validation-dns.ts'
import { validatePodResources } from './validation-resources.ts'
import { validateHostUsers, validatePodSecurityContext } from './validation-security.ts'
import { validateTolerations } from './validation-tolerations.ts'
import { validateTopologySpread } from './validation-topology.ts'
import { validateVolumes } from './validation-volumes.ts'

export interface PodSpecOptions {
  /** False for the template of a workload. */
  readonly isPod: boolean
  readonly annotations: Readonly<Record<string, string>>
}

const maxInt32 = 2 ** 31 - 1

export function validatePodSpec(spec: PodSpec, path: string, options: PodSpecOptions): FieldError[] {
  const { volumes, errors } = validateVolumes(spec.volumes ?? [], `${path}.volumes`)
  return [
    ...errors,
    ...validateContainers(spec, volumes, `${path}.containers`),
    ...validateInitContainers(spec, volumes, `${path}.initContainers`),
    ...validateEphemeralContainers(spec, volumes, `${path}.ephemeralContainers`),
    ...validatePodResources(spec, `${path}.resources`),
    ...validateHostPorts(spec, path, options),
    ...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never'], 'as listed'),
    ...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, path),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validateDnsConfig(spec, `${path}.dnsConfig`),
    ...(spec.readinessGates ?? []).flatMap((gate, i) => qualifiedName(`${path}.readinessGates[${i}].conditionType`, gate.conditionType)),
    ...validateSchedulingGates(spec, `${path}.schedulingGates`),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
    ...validateHostUsers(spec, path),
    ...validateScalars(spec, path),
  ]
}

function validateScalars(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (spec.serviceAccountName) errors.push(...dnsSubdomain(`${path}.serviceAccountName`, spec.serviceAccountName))
  if (spec.nodeName) errors.push(...dnsSubdomain(`${path}.nodeName`, spec.nodeName))
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (deadline < 1 || deadline > maxInt32))
    errors.push(invalidValue(`${path}.activeDeadlineSeconds`, deadline, `must be between 1 and ${maxInt32}, inclusive`))
  if (spec.hostname) errors.push(...dnsLabel(`${path}.hostname`, spec.hostname))
  if (spec.subdomain) errors.push(...dnsLabel(`${path}.subdomain`, spec.subdomain))
  errors.push(...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`))
  for (const [i, alias] of (spec.hostAliases ?? []).entries()) {
    errors.push(...validateIP(`${path}.hostAliases[${i}].ip`, alias.ip))
    alias.hostnames?.forEach((hostname, j) => {
      errors.push(...dnsSubdomain(`${path}.hostAliases[${i}].hostnames[${j}]`, hostname))
    })
  }
  if (spec.priorityClassName) errors.push(...dnsSubdomain(`${path}.priorityClassName`, spec.priorityClassName))
  if (spec.runtimeClassName !== undefined) errors.push(...dnsSubdomain(`${path}.runtimeClassName`, spec.runtimeClassName))
  errors.push(...oneOfIfSet(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']))
  if (spec.os) errors.push(...oneOf(`${path}.os.name`, spec.os.name, ['linux', 'windows']))
  return errors
}

/** In a pod the host port is the container's; in a template it may still be left out. */
function validateHostPorts(spec: PodSpec, path: string, { isPod }: PodSpecOptions): FieldError[] {
  if (!spec.hostNetwork) return []
  return (spec.containers ?? []).flatMap((container, i) =>
    (container.ports ?? []).flatMap((port, j) => {
      const hostPort = port.hostPort ?? 0
      const wrong = (isPod || hostPort !== 0) && hostPort !== port.containerPort
      return wrong ? [invalidValue(`${path}.containers[${i}].ports[${j}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')] : []
    }),
  )
}

function validateSchedulingGates(spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>()
  return (spec.schedulingGates ?? []).flatMap((gate, i) => {
    const errors = qualifiedName(`${path}[${i}]`, gate.name)
    if (seen.has(gate.name)) errors.push({ type: 'FieldValueDuplicate', field: `${path}[${i}]`, value: gate.name, detail: '' })
    seen.add(gate.name)
    return errors
  })
}

/** What a template may not have. Models the end of ValidatePodTemplateSpec. */
export const forbidEphemeralContainers = (spec: PodSpec, path: string): FieldError[] =>
  spec.ephemeralContainers?.length ? [forbiddenField(`${path}.ephemeralContainers`, 'ephemeral containers not allowed in pod template')] : []
