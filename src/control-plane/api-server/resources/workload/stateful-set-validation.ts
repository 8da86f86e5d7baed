/** Models ValidateStatefulSet of pkg/apis/apps/validation. */
import { selectorInOrder } from '../../../../api/labels.ts'
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { PodTemplateSpec, StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy, Volume } from '../../../../api/types.ts'
import { dnsLabel, nonNegative } from '../checks.ts'
import { internalValue } from '../internal-json.ts'
import { validateClaim } from '../persistent-volume/claim-validation.ts'
import { amountOf, atMostAll, validateIntOrPercent } from './int-or-percent.ts'
import { validatePodTemplate } from './template.ts'
import { parsedSelector, runsForever, validateSelector, validateTemplateLabels } from './template-validation.ts'

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  if (!spec) return [required('spec')]
  return [
    ...validateManagementPolicy(spec.podManagementPolicy),
    ...validateUpdateStrategy(spec.updateStrategy ?? {}),
    ...(['whenDeleted', 'whenScaled'] as const).flatMap((field) => validateRetention(field, spec.persistentVolumeClaimRetentionPolicy?.[field])),
    ...(spec.volumeClaimTemplates ?? []).flatMap((claim, i) => validateClaim(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`)),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...(spec.serviceName ? dnsLabel('spec.serviceName', spec.serviceName) : []),
    ...validateSelector(spec.selector, 'statefulset'),
    ...validateTemplate(spec),
    ...runsForever(spec.template, 'StatefulSet'),
  ]
}

function validateManagementPolicy(policy: string | undefined): FieldError[] {
  const path = 'spec.podManagementPolicy'
  if (!policy) return [required(path)]
  return ['OrderedReady', 'Parallel'].includes(policy) ? [] : [invalidValue(path, policy, "must be 'OrderedReady' or 'Parallel'")]
}

function validateUpdateStrategy(strategy: StatefulSetUpdateStrategy): FieldError[] {
  const { type, rollingUpdate } = strategy
  const path = 'spec.updateStrategy'
  if (!type) return [required(path)]
  if (type === 'OnDelete') {
    if (!rollingUpdate) return []
    const shown = internalValue(rollingUpdate, 'RollingUpdateStatefulSetStrategy')
    return [invalidValue(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")]
  }
  if (type !== 'RollingUpdate') return [invalidValue(path, internalValue(strategy, 'StatefulSetUpdateStrategy'), "must be 'RollingUpdate' or 'OnDelete'")]
  const { partition, maxUnavailable } = rollingUpdate ?? {}
  return [...nonNegative(`${path}.rollingUpdate.partition`, partition), ...validateMaxUnavailable(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable)]
}

function validateMaxUnavailable(path: string, value: number | string | undefined): FieldError[] {
  if (value === undefined) return []
  const zero = amountOf(value) === 0 ? [invalidValue(path, value, 'cannot be 0')] : []
  return [...validateIntOrPercent(path, value), ...zero, ...atMostAll(path, value)]
}

function validateRetention(field: string, policy: string | undefined): FieldError[] {
  if (policy === 'Retain' || policy === 'Delete') return []
  return [notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy ?? '', ['Retain', 'Delete'], 'as listed')]
}

function validateTemplate(spec: StatefulSetSpec): FieldError[] {
  const chosen = parsedSelector(spec.selector)
  if (!chosen) return [invalidValue('spec.selector', spec.selector && selectorInOrder(spec.selector), '')]
  const path = 'spec.template'
  return [...validateTemplateLabels(spec.template, chosen, path), ...validatePodTemplate(withClaims(spec), path)]
}

/** The template as its pods will be: each claim is a volume, in the place of one of the same name. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (volumeClaimTemplates.length === 0 || !template.spec) return template
  const claims = volumeClaimTemplates.map(({ metadata: { name } }): Volume => ({ name, persistentVolumeClaim: { claimName: name, readOnly: false } }))
  const others = (template.spec.volumes ?? []).filter(({ name }) => !claims.some((claim) => claim.name === name))
  return { ...template, spec: { ...template.spec, volumes: [...others, ...claims] } }
}

const mutable = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']

export function validateStatefulSetUpdate({ spec }: StatefulSet, old: StatefulSet): FieldError[] {
  const fixed = (of: StatefulSet['spec']): object => Object.fromEntries(Object.entries(of ?? {}).filter(([field]) => !mutable.includes(field)))
  if (deepEqual(fixed(spec), fixed(old.spec))) return []
  const names = mutable.map((field) => `'${field}'`)
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)]
}

export function validateStatefulSetStatus({ status = { replicas: 0 } }: StatefulSet, old: StatefulSet): FieldError[] {
  const counts = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'] as const
  const errors = counts.flatMap((field) => nonNegative(`status.${field}`, status[field]))
  for (const field of ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const)
    if ((status[field] ?? 0) > (status.replicas ?? 0)) errors.push(invalidValue(`status.${field}`, status[field], 'cannot be greater than status.replicas'))
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0))
    errors.push(invalidValue('status.availableReplicas', status.availableReplicas, 'cannot be greater than status.readyReplicas'))
  return [...errors, ...notDecremented(status.collisionCount, old.status?.collisionCount)]
}

export const notDecremented = (count: number | undefined, old: number | undefined): FieldError[] =>
  (count ?? 0) < (old ?? 0) ? [invalidValue('status.collisionCount', count ?? 0, 'cannot be decremented')] : []
