/** Elements of merged lists: what they are, how they are told apart, sorted and put in order. */
import { goText, goType } from '../go-text.ts'
import { isObject, type JsonObject } from '../json.ts'
import { PatchError } from '../patch-error.ts'
import { deleteFromListPrefix, elementOrderPrefix, patchDirective } from './directives.ts'

export type List = unknown[]

const noMergeKey = (element: JsonObject, mergeKey: string): PatchError =>
  new PatchError(`map: ${goText(element)} does not contain declared merge key: ${mergeKey}`)

const notAnObject = (value: unknown): PatchError => new PatchError(`expected a map[string]interface {}, but received a ${goType(value)}`)

export function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw notAnObject(value)
  return value
}

export function asList(value: unknown): List {
  if (!Array.isArray(value)) throw new PatchError(`expected a []interface {}, but received a ${goType(value)}`)
  return value
}

/** Whether the elements of these lists are objects or scalars; they must all be of one type. */
export function kindOfElements(...lists: List[]): 'object' | 'scalar' {
  const [first, ...others] = lists.flat(1)
  if (lists.every((list) => list.length === 0)) throw new PatchError('no elements in any of the given slices')
  if (Array.isArray(first)) throw new PatchError('lists of lists are not supported', 422)
  if (others.some((item) => goType(item) !== goType(first))) throw new PatchError(`list element types are not identical: ${goText(lists)}`)
  return isObject(first) ? 'object' : 'scalar'
}

/** What tells an element apart: the value of its merge key, or of a scalar itself. */
const identity = (element: unknown, mergeKey: string | undefined): unknown =>
  mergeKey === undefined ? element : isObject(element) ? element[mergeKey] : undefined

/** As `identity`, where an element without merge key is an error. */
export function keyOfElement(element: unknown, mergeKey: string): unknown {
  const object = asObject(element)
  if (!Object.hasOwn(object, mergeKey)) throw noMergeKey(object, mergeKey)
  return object[mergeKey]
}

/** Index of the first element with this value of the merge key, or -1. */
export function indexOfKey(list: List, mergeKey: string, value: unknown): number {
  return list.findIndex((element, index) => {
    if (!isObject(element)) throw new PatchError(`value for key ${index} is not a map`)
    return Object.hasOwn(element, mergeKey) && element[mergeKey] === value
  })
}

export const isDeletion = (element: unknown): boolean => asObject(element)[patchDirective] === 'delete'
export const isParallelKey = (key: string): boolean => key.startsWith(deleteFromListPrefix) || key.startsWith(elementOrderPrefix)

/** Sorted by merge key (or value) as text, as Go's sort.Sort leaves it: equal neighbours of a short list change places. */
export const sortedByText = (list: List, mergeKey?: string): List => {
  const text = (element: unknown): string => goText(identity(element, mergeKey))
  return insertionSorted(list, (a, b) => text(a) <= text(b))
}

/** Without repeated scalars, in the order that Go's algorithm leaves: the last takes the place of a duplicate. */
export function deduplicated(list: List): List {
  const unique = [...list]
  for (let i = 0; i < unique.length - 1; i++)
    for (let j = i + 1; j < unique.length; j++)
      if (unique[i] === unique[j]) {
        unique[j] = unique.at(-1)
        unique.pop()
        j--
      }
  return unique
}

/** Those of `list` that `order` names, and those it does not. */
export function partition(list: List, order: List, mergeKey: string | undefined): { named: List; others: List } {
  const named: List = []
  const others: List = []
  const known = new Set(mergeKey === undefined ? order : undefined)
  for (const element of list) {
    const isNamed = mergeKey === undefined ? known.has(element) : indexOfKey(order, mergeKey, keyOfElement(element, mergeKey)) >= 0
    ;(isNamed ? named : others).push(element)
  }
  return { named, others }
}

/** `list` in the order that `order` gives its elements; deletions go to the end. */
export function ordered(list: List, order: List, mergeKey: string | undefined, kind: 'object' | 'scalar'): List {
  const key = kind === 'object' ? mergeKey : undefined
  if (kind === 'object') for (const element of [...list, ...order]) keyOfElement(element, mergeKey ?? '')
  const deletions = kind === 'object' ? list.filter(isDeletion) : []
  const rest = kind === 'object' ? list.filter((element) => !isDeletion(element)) : list
  const place = (element: unknown): number => order.findIndex((other) => identity(other, key) === identity(element, key))
  const sorted = insertionSorted(rest, (a, b) => {
    const [left, right] = [place(a), place(b)]
    return left < 0 || right < 0 || left < right
  })
  return [...sorted, ...deletions]
}

/**
 * Puts what only the server has among what the patch names. Both keep their order; a server's element goes before the
 * first named one that it preceded in the live list. Models normalizeElementOrder.
 */
export function interleaved(named: List, others: List, namedOrder: List, liveOrder: List, mergeKey: string | undefined, kind: 'object' | 'scalar'): List {
  const key = kind === 'object' ? mergeKey : undefined
  const right = ordered(named, namedOrder, mergeKey, kind)
  const left = ordered(others, liveOrder, mergeKey, kind)
  const place = (element: unknown): number => liveOrder.findIndex((other) => identity(other, key) === identity(element, key))
  const all: List = []
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    const [l, r] = [place(left[i]), place(right[j])]
    all.push(l >= 0 && r >= 0 && l < r ? left[i++] : right[j++])
  }
  return [...all, ...left.slice(i), ...right.slice(j)]
}

/** Go's insertion sort: what it makes of a `less` that is no proper order is part of the behaviour. */
function insertionSorted(list: List, less: (a: unknown, b: unknown) => boolean): List {
  const sorted = [...list]
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0 && less(sorted[j], sorted[j - 1]); j--) {
      const moved = sorted[j]
      sorted[j] = sorted[j - 1]
      sorted[j - 1] = moved
    }
  return sorted
}
