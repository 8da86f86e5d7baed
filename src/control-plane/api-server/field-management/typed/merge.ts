/**
 * Lays what is applied over what is there. Lists of single elements are merged in an order that keeps both orders as far as
 * they agree. Models structured-merge-diff typed/merge.go.
 */
import { fieldStep, pathText, type Step, stepText } from '../step.ts'
import { type Atom, elementStep, fieldAtom, formOf, isMap, type ListAtom, type MapAtom } from './atom.ts'
import { type TypedError, TypedErrors } from './typed-errors.ts'

/** Throws TypedErrors. Parts are shared with both values. */
export function merge(live: unknown, applied: unknown, atom: Atom): unknown {
  const errors: TypedError[] = []
  const merged = visit(live, applied, atom, [], errors)
  if (errors.length > 0) throw new TypedErrors(errors)
  return merged
}

function visit(live: unknown, applied: unknown, atom: Atom, path: Step[], errors: TypedError[]): unknown {
  if (applied === undefined) return live
  const form = formOf(atom, applied)
  const other = live === undefined ? form : formOf(atom, live)
  if (form === 'map' && other === 'map') {
    const left = isMap(live) ? live : {}
    const right = isMap(applied) ? applied : {}
    const map = atom.map as MapAtom
    if (!map.atomic && Object.keys(left).length + Object.keys(right).length > 0) return mergeFields(left, right, map, path, errors)
  } else if (form === 'list' && other === 'list') {
    const left = Array.isArray(live) ? live : []
    const right = Array.isArray(applied) ? applied : []
    const list = atom.list as ListAtom
    if (list.associative && left.length + right.length > 0) return mergeElements(left, right, list, path, errors)
  }
  return applied
}

function mergeFields(live: Record<string, unknown>, applied: Record<string, unknown>, map: MapAtom, path: Step[], errors: TypedError[]): unknown {
  const merged: Record<string, unknown> = {}
  const put = (name: string): void => {
    const atom = fieldAtom(map, name)
    if (!atom) return
    path.push(fieldStep(name))
    const value = visit(live[name], applied[name], atom, path, errors)
    path.pop()
    if (value !== undefined) Object.defineProperty(merged, name, { value, enumerable: true, configurable: true, writable: true })
  }
  for (const name of Object.keys(live)) put(name)
  for (const name of Object.keys(applied)) if (!Object.hasOwn(live, name)) put(name)
  return Object.keys(merged).length > 0 ? merged : undefined
}

interface Indexed {
  readonly steps: Step[]
  readonly values: Map<Step, unknown>
}

function indexed(values: readonly unknown[], list: ListAtom, allowDuplicates: boolean, path: Step[], errors: TypedError[]): Indexed {
  const fail = (message: string): void => void errors.push({ path: pathText(path), message })
  const found: Indexed = { steps: [], values: new Map() }
  for (const [i, value] of values.entries()) {
    let step: Step
    try {
      step = elementStep(list, value)
    } catch (error) {
      fail(`element ${i}: ${(error as Error).message}`)
      continue
    }
    const again = found.values.has(step)
    if (again && !allowDuplicates) {
      fail(`duplicate entries for key ${stepText(step)}`)
      continue
    }
    // Nothing is merged into elements that are there twice.
    found.values.set(step, again ? null : value)
    found.steps.push(step)
  }
  return found
}

function mergeElements(live: readonly unknown[], applied: readonly unknown[], list: ListAtom, path: Step[], errors: TypedError[]): unknown {
  const before = errors.length
  const right = indexed(applied, list, false, path, errors)
  const left = indexed(live, list, true, path, errors)
  if (errors.length > before) return undefined
  const merged: unknown[] = []
  const mergeElement = (step: Step, mine: unknown, theirs: unknown): void => {
    path.push(step)
    const value = visit(mine, theirs, list.element(), path, errors)
    path.pop()
    if (value !== undefined) merged.push(value)
  }
  const shared = right.steps.filter((step) => left.values.has(step))
  let nextShared = shared.shift()
  const done = new Set<Step>()
  for (let l = 0, r = 0; l < left.steps.length || r < right.steps.length; ) {
    const mine = left.steps[l]
    const theirs = right.steps[r]
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        done.add(mine)
        mergeElement(mine, left.values.get(mine), right.values.get(mine))
        l++
        r++
        nextShared = shared.shift()
        continue
      }
      // It comes later, in its place among those that are applied.
      if (right.values.has(mine) && nextShared !== undefined && nextShared !== mine) {
        l++
        continue
      }
    }
    if (mine !== undefined) {
      if (!right.values.has(mine)) {
        mergeElement(mine, live[l], undefined)
        l++
        continue
      }
      if (done.has(mine)) l++
    }
    if (theirs !== undefined) {
      done.add(theirs)
      mergeElement(theirs, left.values.get(theirs), right.values.get(theirs))
      r++
      if (nextShared === theirs) nextShared = shared.shift()
    }
  }
  return merged.length > 0 ? merged : undefined
}
