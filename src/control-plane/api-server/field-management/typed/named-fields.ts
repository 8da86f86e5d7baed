/** Models EnsureNamedFieldsAreMembers of structured-merge-diff fieldpath/set.go. */
import { FieldSet } from '../field-set.ts'
import { fieldOf, isFieldStep, type Step } from '../step.ts'
import { type Atom, fieldAtom } from './atom.ts'

/** The set, and in it also the declared fields that its paths lead through: whoever owns `a.b` owns `a`, if it is no map. */
export function withNamedFields(set: FieldSet, atom: Atom | undefined): FieldSet {
  const members = new Set(set.members)
  const children = new Map<Step, FieldSet>()
  for (const [step, below] of set.children) {
    const { map, list } = atom ?? {}
    if (isFieldStep(step)) {
      const name = fieldOf(step)
      if (map?.field(name)) members.add(step)
      children.set(step, withNamedFields(below, map && fieldAtom(map, name)))
    } else children.set(step, withNamedFields(below, step.startsWith('k:') ? list?.element() : undefined))
  }
  return new FieldSet(members, children)
}
