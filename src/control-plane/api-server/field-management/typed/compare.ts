/** What differs between two values of a type. Models structured-merge-diff typed/compare.go. */
import { deepEqual } from '../../../../api/object.ts'
import { FieldSet } from '../field-set.ts'
import { fieldStep, type Step } from '../step.ts'
import { type Atom, elementStep, fieldAtom, formOf, isMap, type ListAtom, type MapAtom } from './atom.ts'

export interface Comparison {
  readonly removed: FieldSet
  readonly modified: FieldSet
  readonly added: FieldSet
}

/** From `before` to `after`; undefined for a value that is not there. */
export function compare(before: unknown, after: unknown, atom: Atom): Comparison {
  const comparison = { removed: new FieldSet(), modified: new FieldSet(), added: new FieldSet() }
  visit(before, after, atom, [], comparison)
  return comparison
}

function visit(before: unknown, after: unknown, atom: Atom, path: Step[], to: Comparison): void {
  // Writers share what they do not change.
  if (before === after) return
  const forms = new Set([after === undefined ? formOf(atom, before) : formOf(atom, after)])
  if (before !== undefined && after !== undefined) forms.add(formOf(atom, before))
  let leaf = false
  for (const form of forms) if (visitAs(form, before, after, atom, path, to) === 'leaf') leaf = true
  if (leaf) {
    if (before !== undefined && after !== undefined && !same(before, after)) to.modified.insert(path)
  }
  if (before === undefined) to.added.insert(path)
  else if (after === undefined) to.removed.insert(path)
}

const same = (before: unknown, after: unknown): boolean =>
  before === null || after === null ? before === after : Array.isArray(before) === Array.isArray(after) && deepEqual(before, after)

const isEmptyMap = (value: unknown): boolean => !isMap(value) || Object.keys(value).length === 0
const isEmptyList = (value: unknown): boolean => !Array.isArray(value) || value.length === 0

function visitAs(form: 'map' | 'scalar' | 'list', before: unknown, after: unknown, atom: Atom, path: Step[], to: Comparison): 'leaf' | 'parts' {
  if (form === 'scalar') return 'leaf'
  if (form === 'map') {
    const map = atom.map as MapAtom
    if (map.atomic || (isEmptyMap(before) && isEmptyMap(after))) return 'leaf'
    visitFields(isMap(before) ? before : {}, isMap(after) ? after : {}, map, path, to)
    return 'parts'
  }
  const list = atom.list as ListAtom
  if (!list.associative || (isEmptyList(before) && isEmptyList(after))) return 'leaf'
  visitElements(Array.isArray(before) ? before : [], Array.isArray(after) ? after : [], list, path, to)
  return 'parts'
}

function visitFields(before: Record<string, unknown>, after: Record<string, unknown>, map: MapAtom, path: Step[], to: Comparison): void {
  const visitField = (name: string): void => {
    const atom = fieldAtom(map, name)
    if (!atom) return
    path.push(fieldStep(name))
    visit(before[name], after[name], atom, path, to)
    path.pop()
  }
  for (const name of Object.keys(before)) visitField(name)
  for (const name of Object.keys(after)) if (!(name in before)) visitField(name)
}

/** Elements that are there twice are compared as a whole. */
function visitElements(before: readonly unknown[], after: readonly unknown[], list: ListAtom, path: Step[], to: Comparison): void {
  const old = byStep(before, list)
  const now = byStep(after, list)
  for (const step of new Set([...old.keys(), ...now.keys()])) {
    const left = old.get(step) ?? []
    const right = now.get(step) ?? []
    path.push(step)
    if (left.length > 1 && right.length > 1) {
      if (!deepEqual(left, right)) to.modified.insert(path)
    } else if (left.length > 1) {
      if (right.length > 0) visit(undefined, right[0], list.element(), path, to)
      to.removed.insert(path)
    } else if (right.length > 1) {
      if (left.length > 0) visit(left[0], undefined, list.element(), path, to)
      to.added.insert(path)
    } else visit(left[0], right[0], list.element(), path, to)
    path.pop()
  }
}

function byStep(values: readonly unknown[], list: ListAtom): Map<Step, unknown[]> {
  const found = new Map<Step, unknown[]>()
  for (const value of values) {
    let step: Step
    try {
      step = elementStep(list, value)
    } catch {
      continue
    }
    const others = found.get(step)
    if (others) others.push(value)
    else found.set(step, [value])
  }
  return found
}
