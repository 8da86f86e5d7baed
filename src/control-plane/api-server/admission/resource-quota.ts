/**
 * Refuses what a namespace has no quota left for, and charges what it lets pass: before the object is stored, the new usage
 * is written into the quota's status with compare-and-swap, so that two at once can't both have the last of it. It is the
 * last plugin of all, for nobody may refuse what has been paid. If storing fails after that, the charge stays until the
 * resource quota controller counts again, as in reality. Models apiserver pkg/admission/plugin/resourcequota.
 */
import { resourceQuotas } from '../../../api/kinds.ts'
import { matchesQuota, type QuotaEvaluator } from '../../../api/quota/evaluator.ts'
import { evaluatorOf } from '../../../api/quota/evaluators.ts'
import { addLists, equalLists, exceeding, negative, only, type ResourceList, subtractDownToZero, withoutZeros } from '../../../api/resource-list.ts'
import { isConflict } from '../../../api/status.ts'
import type { ResourceQuota } from '../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refuse } from './admission.ts'

const attempts = 3

export const resourceQuota = defineAdmission({
  name: 'ResourceQuota',
  validate(attributes, context) {
    const { operation, namespace, subresource, definition } = attributes
    if (namespace === '' || subresource !== '' || operation === 'DELETE') return
    const quotas = context.list(resourceQuotas, namespace)
    const evaluator = quotas.length > 0 ? evaluatorOf(definition.of) : undefined
    if (!evaluator || (operation === 'UPDATE' && !evaluator.onUpdate)) return
    const charged = charge(attributes, evaluator, quotas, context.now())
    if (!attributes.dryRun) for (const quota of charged) save(quota, attributes, evaluator, context)
  },
})

/** The quotas that change, with their new usage. @throws 403 if one of all does not allow it; then none is charged. */
function charge(attributes: AdmissionAttributes, evaluator: QuotaEvaluator, quotas: readonly ResourceQuota[], now: number): ResourceQuota[] {
  const object = attributes.object as NonNullable<AdmissionAttributes['object']>
  const interesting = quotas.filter((quota) => matchesQuota(evaluator, quota, object))
  for (const quota of interesting) {
    const names = evaluator.matching(Object.keys(quota.status?.hard ?? {}))
    const missing = evaluator.missing?.(object, names)
    if (missing !== undefined) throw refuse(attributes, `failed quota: ${quota.metadata.name}: ${missing}`)
    if (names.some((name) => !(name in (quota.status?.used ?? {}))))
      throw refuse(attributes, `status unknown for quota: ${quota.metadata.name}, resources: ${[...names].sort().join(',')}`)
  }
  const usage = evaluator.usage(object, now)
  const less = negative(usage)
  if (less.length > 0) throw refuse(attributes, `quota usage is negative for resource(s): ${less.sort().join(',')}`)
  return interesting.map((quota) => charged(attributes, quota, delta(attributes, evaluator, quota, usage, now))).filter((quota, i) => quota !== interesting[i])
}

/** What comes on top: on an update, what the object did not use before under this quota. */
function delta({ oldObject }: AdmissionAttributes, evaluator: QuotaEvaluator, quota: ResourceQuota, usage: ResourceList, now: number): ResourceList {
  const before = oldObject && matchesQuota(evaluator, quota, oldObject) ? evaluator.usage(oldObject, now) : {}
  return withoutZeros(oldObject ? subtractDownToZero(usage, before) : usage)
}

function charged(attributes: AdmissionAttributes, quota: ResourceQuota, more: ResourceList): ResourceQuota {
  const { hard = {}, used = {} } = quota.status ?? {}
  const requested = only(more, Object.keys(hard))
  const total = addLists(used, requested)
  const over = exceeding(only(total, Object.keys(requested)), hard)
  if (over.length > 0)
    throw refuse(
      attributes,
      `exceeded quota: ${quota.metadata.name}, requested: ${listed(requested, over)}, used: ${listed(used, over)}, limited: ${listed(hard, over)}`,
    )
  return equalLists(total, used) ? quota : { ...quota, status: { ...quota.status, used: total } }
}

/** `limits.cpu=500m,pods=1` */
const listed = (list: ResourceList, names: readonly string[]): string =>
  [...names]
    .sort()
    .map((name) => `${name}=${list[name]}`)
    .join(',')

/** Somebody else may have charged the quota in between; then it is read and charged anew. */
function save(quota: ResourceQuota, attributes: AdmissionAttributes, evaluator: QuotaEvaluator, context: AdmissionContext): void {
  let wanted = quota
  for (let left = attempts; ; left--) {
    try {
      context.updateStatus(resourceQuotas, wanted)
      return
    } catch (error) {
      const current = context.get(resourceQuotas, quota.metadata.name, quota.metadata.namespace)
      if (!isConflict(error) || left === 0 || !current) throw error
      const [again] = charge(attributes, evaluator, [current], context.now())
      if (!again) return
      wanted = again
    }
  }
}
