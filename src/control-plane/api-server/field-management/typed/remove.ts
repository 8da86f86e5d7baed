/** A value without some of its fields. Models structured-merge-diff typed/remove.go. */
import type { FieldSet } from '../field-set.ts'
import { fieldStep, type Step } from '../step.ts'
import { type Atom, elementStep, fieldAtom, formOf, isMap, type ListAtom, type MapAtom } from './atom.ts'

/** Parts are shared with the value. What is owned as a whole goes as a whole or stays; an object or list of which nothing is left goes, too. */
export function removeFields(value: unknown, fields: FieldSet, atom: Atom): unknown {
  const form = formOf(atom, value)
  if (form === 'scalar') return value
  if (form === 'map') {
    const map = atom.map as MapAtom
    return isMap(value) && !map.atomic && Object.keys(value).length > 0 ? withoutFields(value, fields, map) : undefined
  }
  const list = atom.list as ListAtom
  return Array.isArray(value) && list.associative && value.length > 0 ? withoutElements(value, fields, list) : undefined
}

function withoutFields(value: Record<string, unknown>, fields: FieldSet, map: MapAtom): unknown {
  const kept: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    const step = fieldStep(name)
    if (fields.members.has(step)) continue
    const atom = fieldAtom(map, name)
    const below = fields.children.get(step)
    const rest = below && atom ? (removeFields(item, below, atom) ?? null) : item
    Object.defineProperty(kept, name, { value: rest, enumerable: true, configurable: true, writable: true })
  }
  return Object.keys(kept).length > 0 ? kept : undefined
}

function withoutElements(value: readonly unknown[], fields: FieldSet, list: ListAtom): unknown {
  const kept: unknown[] = []
  for (const element of value) {
    const step = stepOf(list, element)
    if (step !== undefined && fields.members.has(step)) continue
    const below = step === undefined ? undefined : fields.children.get(step)
    kept.push(below ? (removeFields(element, below, list.element()) ?? null) : element)
  }
  return kept.length > 0 ? kept : undefined
}

function stepOf(list: ListAtom, element: unknown): Step | undefined {
  try {
    return elementStep(list, element)
  } catch {
    return undefined
  }
}
