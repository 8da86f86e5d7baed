/** The fields that a value has: what who applies it will own. Models structured-merge-diff typed/tofieldset.go. */
import { FieldSet } from '../field-set.ts'
import { fieldStep, type Step } from '../step.ts'
import { type Atom, elementStep, fieldAtom, formOf, isMap, type ListAtom, type MapAtom } from './atom.ts'

export function toFieldSet(value: unknown, atom: Atom): FieldSet {
  const set = new FieldSet()
  visit(value, atom, [], set)
  return set
}

function visit(value: unknown, atom: Atom, path: Step[], set: FieldSet): void {
  const form = formOf(atom, value)
  if (form === 'scalar') set.insert(path)
  else if (form === 'map') {
    const map = atom.map as MapAtom
    if (map.atomic) set.insert(path)
    else if (isMap(value)) visitFields(value, map, path, set)
  } else {
    const list = atom.list as ListAtom
    if (!list.associative) set.insert(path)
    else if (Array.isArray(value)) visitElements(value, list, path, set)
  }
}

function visitFields(value: Record<string, unknown>, map: MapAtom, path: Step[], set: FieldSet): void {
  for (const [name, item] of Object.entries(value)) {
    const declared = map.field(name)
    path.push(fieldStep(name))
    const atom = declared ?? fieldAtom(map, name)
    if (atom) visit(item, atom, path, set)
    if (item === null || (isMap(item) && Object.keys(item).length === 0) || !declared) set.insert(path)
    path.pop()
  }
}

/** Elements that are there twice are owned whole, once. */
function visitElements(value: readonly unknown[], list: ListAtom, path: Step[], set: FieldSet): void {
  const steps = value.map((element) => stepOf(list, element))
  const seen = new Set<Step>()
  const duplicates = new Set<Step>()
  for (const step of steps) {
    if (step === undefined) continue
    if (seen.has(step)) duplicates.add(step)
    seen.add(step)
  }
  for (const [i, step] of steps.entries()) {
    if (step === undefined) continue
    path.push(step)
    if (!duplicates.has(step)) visit(value[i], list.element(), path, set)
    set.insert(path)
    path.pop()
  }
}

function stepOf(list: ListAtom, element: unknown): Step | undefined {
  try {
    return elementStep(list, element)
  } catch {
    return undefined
  }
}
