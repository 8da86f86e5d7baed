/**
 * The rules of ownership. Who updates takes what they change, from whomever; who applies says all that they want: what they
 * no longer say goes, unless somebody else owns it, and what others own they may not change unless they force it. Models
 * structured-merge-diff merge/update.go.
 */
import type { AnyObject } from '../../../api/object.ts'
import { deepEqual } from '../../../api/object.ts'
import { type Conflict, Conflicts, inOrder } from './conflict.ts'
import { emptySet, type FieldSet } from './field-set.ts'
import { identityOf, type Managed, type ManagerInfo, type Managers, withFields } from './managers.ts'
import type { Atom } from './typed/atom.ts'
import { type Comparison, compare } from './typed/compare.ts'
import { merge } from './typed/merge.ts'
import { withNamedFields } from './typed/named-fields.ts'
import { removeFields } from './typed/remove.ts'
import { toFieldSet } from './typed/to-field-set.ts'

/** Takes away the fields that a write cannot touch, whatever it says: the status outside of /status, all else within it. */
export type FieldFilter = (fields: FieldSet) => FieldSet

export interface Ownership {
  /** The type in the version that the writer speaks. */
  readonly atom: Atom
  readonly managers: Managers
  readonly who: ManagerInfo
  readonly filter: FieldFilter
  /** What differs between two objects in a version that another manager speaks; undefined for a version that is not served any more. */
  compareIn(apiVersion: string, live: AnyObject, next: AnyObject): Comparison | undefined
}

/** Who owns what after `who` updated `live` to `next`, and what they took. */
export function update(live: AnyObject, next: AnyObject, ownership: Ownership): { managers: Managers; took: FieldSet } {
  const differences = new Differences(live, next, ownership)
  const { modified, added } = differences.own
  return { managers: differences.leave(ownership.managers), took: ownership.filter(modified.union(added)) }
}

/** What differs between two objects, in the version of every manager. */
class Differences {
  readonly own: Comparison
  readonly #byVersion = new Map<string, Comparison | undefined>()

  constructor(
    private readonly live: AnyObject,
    private readonly next: AnyObject,
    private readonly ownership: Ownership,
  ) {
    this.own = filtered(compare(live, next, ownership.atom), ownership.filter)
    this.#byVersion.set(ownership.who.apiVersion, this.own)
  }

  in(apiVersion: string): Comparison | undefined {
    const { compareIn, filter } = this.ownership
    if (!this.#byVersion.has(apiVersion)) {
      const comparison = compareIn(apiVersion, this.live, this.next)
      this.#byVersion.set(apiVersion, comparison && filtered(comparison, filter))
    }
    return this.#byVersion.get(apiVersion)
  }

  /** Managers without what they lost, but for one of them. */
  leave(managers: Managers, except?: string): Managers {
    const left = new Map<string, Managed>()
    for (const [identity, managed] of managers) {
      const comparison = this.in(managed.apiVersion)
      if (!comparison) continue
      const { modified, added, removed } = comparison
      const fields = identity === except ? managed.fields : managed.fields.difference(modified).difference(added).difference(removed)
      if (!fields.isEmpty) left.set(identity, fields === managed.fields ? managed : withFields(managed, fields))
    }
    return left
  }

  /** @throws Conflicts */
  refuse(managers: Managers, except: string): void {
    const conflicts: Conflict[] = []
    for (const [identity, owner] of managers) {
      const comparison = identity === except ? undefined : this.in(owner.apiVersion)
      if (!comparison) continue
      for (const path of owner.fields.intersection(comparison.modified.union(comparison.added)).paths()) conflicts.push({ owner, path })
    }
    if (conflicts.length > 0) throw new Conflicts(conflicts.sort(inOrder))
  }
}

const filtered = ({ removed, modified, added }: Comparison, filter: FieldFilter): Comparison => ({
  removed: filter(removed),
  modified: filter(modified),
  added: filter(added),
})

/** What an apply makes of the live object; `object` is undefined if it stays as it is. @throws Conflicts, TypedErrors */
export function apply(live: AnyObject, applied: unknown, ownership: Ownership, force: boolean): { object: AnyObject | undefined; managers: Managers } {
  const { atom, who, filter } = ownership
  const identity = identityOf(who)
  const before = ownership.managers.get(identity)
  const managers = new Map(ownership.managers).set(identity, { ...who, fields: filter(toFieldSet(applied, atom)), time: before?.time })
  const object = prune(merge(live, applied, atom), managers, before?.fields ?? emptySet, atom) as AnyObject
  const differences = new Differences(live, object, ownership)
  if (!force) differences.refuse(managers, identity)
  const unchanged = deepEqual(live, object)
  return { object: unchanged ? undefined : object, managers: differences.leave(managers, identity) }
}

/** Removes what the manager applied last time and does not any more, and nobody else owns. */
function prune(merged: unknown, managers: Managers, last: FieldSet, atom: Atom): unknown {
  if (last.isEmpty) return merged
  const named = (fields: FieldSet): FieldSet => withNamedFields(fields, atom)
  const without = removeFields(merged, named(last), atom)
  const owned = [...managers.values()].reduce((all, { fields }) => all.union(fields), emptySet)
  const all = named(toFieldSet(merged, atom))
  const pruned = removeFields(merged, all.difference(named(toFieldSet(without, atom)).union(named(owned))), atom)
  // What has lost its owners but was never the manager's stays.
  return removeFields(merged, all.difference(named(toFieldSet(pruned, atom))).intersection(named(last)), atom)
}
