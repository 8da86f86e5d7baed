/**
 * How a resource quota measures objects: which resources an object uses, and how much of each. The quota admission plugin
 * asks before an object is created, the resource quota controller when it counts again, and both must come to the same.
 * Models apiserver pkg/quota/v1 and kubernetes pkg/quota/v1/evaluator. Left out: resource claims of devices.
 */
import type { Kind } from '../kinds.ts'
import type { AnyObject } from '../object.ts'
import type { ResourceList } from '../resource-list.ts'
import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../types.ts'

export interface QuotaEvaluator {
  readonly kind: Pick<Kind<unknown>, 'group' | 'plural'>
  /** Whether an update can change what the object uses; a creation always does. */
  readonly onUpdate?: boolean
  /** Those of the resource names that objects of this kind use. */
  matching(names: readonly string[]): string[]
  /** What the object must say of itself if these resources are limited: the complaint, or undefined. */
  missing?(object: AnyObject, names: readonly string[]): string | undefined
  /** Whether the object is in a scope; kinds without scopes are in none. */
  inScope?(object: AnyObject, scope: ScopedResourceSelectorRequirement): boolean
  /** `now` in milliseconds. */
  usage(object: AnyObject, now: number): ResourceList
}

/** `count/deployments.apps`: how a quota names the number of objects of a kind. */
export const countName = ({ group, plural }: Pick<Kind<unknown>, 'group' | 'plural'>): string => `count/${group === '' ? plural : `${plural}.${group}`}`

/** The scopes of a quota, in one form. */
const scopesOf = ({ spec }: ResourceQuota): ScopedResourceSelectorRequirement[] => [
  ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
  ...(spec?.scopeSelector?.matchExpressions ?? []),
]

export const inAllScopes = (evaluator: QuotaEvaluator, quota: ResourceQuota, object: AnyObject): boolean =>
  scopesOf(quota).every((scope) => evaluator.inScope?.(object, scope) ?? false)

/** Whether the quota, as it is in force, has anything to say about the object. */
export const matchesQuota = (evaluator: QuotaEvaluator, quota: ResourceQuota, object: AnyObject): boolean =>
  evaluator.matching(Object.keys(quota.status?.hard ?? {})).length > 0 && inAllScopes(evaluator, quota, object)
