/** What a role or binding lacks, and how it comes to have it. Models kubernetes/component-helpers auth/rbac/reconciliation. */
import { type AnyObject, deepEqual } from '../../../api/object.ts'
import type { PolicyRule, RbacV1Subject } from '../../../api/types.ts'
import { uncovered } from './rule-cover.ts'

export interface Reconciled {
  /** As it is to be. */
  readonly object: AnyObject
  readonly operation: 'create' | 'update' | 'recreate' | undefined
  /** The object says that nobody is to touch it. */
  readonly isProtected: boolean
  /** Rules or subjects. */
  readonly missing: readonly (PolicyRule | RbacV1Subject)[]
  readonly extra: readonly (PolicyRule | RbacV1Subject)[]
}

/** Compares what there is with what is wanted; `removeExtra` takes away what goes beyond that. */
export function reconciled(existing: AnyObject | undefined, expected: AnyObject, removeExtra: boolean): Reconciled {
  const [list, compare] = expected.kind.endsWith('Role') ? (['rules', uncovered] as const) : (['subjects', absent] as const)
  const wanted = expected[list] ?? []
  if (existing === undefined) return { object: expected, operation: 'create', isProtected: false, missing: wanted, extra: [] }
  const isProtected = existing.metadata.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false'
  if (list === 'subjects' && !deepEqual(existing.roleRef, expected.roleRef))
    return { object: expected, operation: 'recreate', isProtected, missing: [], extra: [] }
  const owned = existing[list] ?? []
  const missing = compare(owned, wanted)
  const extra = compare(wanted, owned)
  const marked = withMarks(existing, expected)
  const differs = missing.length > 0 || (removeExtra && extra.length > 0)
  const object = differs ? { ...marked, [list]: removeExtra ? wanted : [...owned, ...missing] } : marked
  return { object, operation: deepEqual(object, existing) ? undefined : 'update', isProtected, missing, extra }
}

const absent = (owned: readonly RbacV1Subject[], wanted: readonly RbacV1Subject[]): RbacV1Subject[] =>
  wanted.filter((one) => !owned.some((other) => deepEqual(plain(one), plain(other))))

const plain = ({ kind, apiGroup = '', name, namespace = '' }: RbacV1Subject): RbacV1Subject => ({ kind, apiGroup, name, namespace })

/** Labels and annotations of the file are added; those that are there already keep their values. */
function withMarks(existing: AnyObject, expected: AnyObject): AnyObject {
  const merged = (field: 'labels' | 'annotations'): object => {
    const both = { ...expected.metadata[field], ...existing.metadata[field] }
    return Object.keys(both).length > 0 ? { [field]: both } : {}
  }
  return { ...existing, metadata: { ...existing.metadata, ...merged('labels'), ...merged('annotations') } }
}
