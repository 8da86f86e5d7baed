/** The evaluator of each kind: a few know more than to count. Models pkg/quota/v1/evaluator/core/registry.go. */
import type { Kind } from '../kinds.ts'
import type { AnyObject } from '../object.ts'
import { addLists, only, type ResourceList } from '../resource-list.ts'
import type { ResourceQuota } from '../types.ts'
import { countName, inAllScopes, type QuotaEvaluator } from './evaluator.ts'
import { persistentVolumeClaimEvaluator } from './persistent-volume-claims.ts'
import { podEvaluator } from './pods.ts'
import { serviceEvaluator } from './services.ts'

type Named = Pick<Kind<unknown>, 'group' | 'plural'>

/** Kinds that quotas can also count by a plain name. */
const withPlainName = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'])

const special = [podEvaluator, serviceEvaluator, persistentVolumeClaimEvaluator]
const always: readonly Named[] = [...special.map(({ kind }) => kind), ...[...withPlainName].map((plural) => ({ group: '', plural }))]

/** Nothing limits how many of these there are. */
const ignored = (kind: Named): boolean => kind.plural === 'events' || kind.plural === 'bindings'

export function evaluatorOf(kind: Named): QuotaEvaluator | undefined {
  if (ignored(kind)) return undefined
  return special.find((evaluator) => evaluator.kind.plural === kind.plural && evaluator.kind.group === kind.group) ?? counter(kind)
}

function counter(kind: Named): QuotaEvaluator {
  const names = [countName(kind), ...(kind.group === '' && withPlainName.has(kind.plural) ? [kind.plural] : [])]
  return { kind, matching: (wanted) => wanted.filter((name) => names.includes(name)), usage: () => Object.fromEntries(names.map((name) => [name, '1'])) }
}

/**
 * What the namespace uses of the resources that the quota's spec limits. `list` gives the objects of a kind in the quota's
 * namespace. Resources that nobody knows are left out.
 */
export function usedOf(quota: ResourceQuota, kinds: readonly Named[], list: (kind: Named) => readonly AnyObject[], now: number): ResourceList {
  const hard = Object.keys(quota.spec?.hard ?? {})
  let used: ResourceList = {}
  const known = [...always, ...kinds.filter((kind) => !always.some((other) => other.plural === kind.plural && other.group === kind.group))]
  for (const evaluator of known.map(evaluatorOf)) {
    const names = evaluator?.matching(hard) ?? []
    if (!evaluator || names.length === 0) continue
    used = addLists(used, Object.fromEntries(names.map((name) => [name, '0'])))
    for (const object of list(evaluator.kind)) if (inAllScopes(evaluator, quota, object)) used = addLists(used, only(evaluator.usage(object, now), names))
  }
  return used
}
