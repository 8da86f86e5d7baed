/** `$setElementOrder/x`: merges the list it speaks of and puts it in order; precedence is the directive, the patch, the live list. */
import { deepEqual } from '../../object.ts'
import { goText } from '../go-text.ts'
import type { JsonObject } from '../json.ts'
import { PatchError } from '../patch-error.ts'
import { badElementOrder, elementOrderPrefix, fieldOf, patchDirective } from './directives.ts'
import { asList, asObject, interleaved, isDeletion, keyOfElement, kindOfElements, type List, partition } from './elements.ts'
import { type MergeOptions, mergeLists, withoutDirectives } from './merge.ts'
import { metaOfList } from './patch-meta.ts'

export function mergeElementOrders(original: JsonObject, patch: JsonObject, typeName: string, options: MergeOptions): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(elementOrderPrefix)) continue
    const order = patch[key] as unknown
    if (!options.final) handOn(original, key, order)
    delete patch[key]
    mergeInOrder(original, patch, fieldOf(key, elementOrderPrefix), asList(order), typeName, options)
  }
}

/** A patch over a patch: the directive goes on, and both must agree on it. */
function handOn(original: JsonObject, key: string, order: unknown): void {
  if (!Object.hasOwn(original, key)) original[key] = order
  else if (!deepEqual(original[key], order)) throw badElementOrder()
}

function mergeInOrder(original: JsonObject, patch: JsonObject, field: string, order: List, typeName: string, options: MergeOptions): void {
  const live = Object.hasOwn(original, field) ? asList(original[field]) : undefined
  const changes = Object.hasOwn(patch, field) ? asList(patch[field]) : undefined
  const meta = metaOfList(typeName, field)
  const { mergeKey } = meta.rule
  if (changes) checkOrder(changes, order, mergeKey)
  if (!live && !changes) return
  const merged = !changes ? (live as List) : !live ? (withoutDirectives(changes) as List) : mergeLists(live, changes, meta, false, options)
  const { named, others } = partition(merged, order, mergeKey)
  original[field] = interleaved(named, others, order, live ?? [], mergeKey, kindOfElements(live ?? [], changes ?? []))
  delete patch[field]
}

/** What the patch changes must come in the order that the directive gives. */
function checkOrder(changes: List, order: List, mergeKey: string | undefined): void {
  if (order.length === 0 || changes.length === 0) return
  const kept = mergeKey === undefined ? changes : changes.filter((element) => !isDeletion(element))
  let [i, j] = [0, 0]
  while (i < kept.length && j < order.length) {
    const element = kept[i]
    if (mergeKey !== undefined && Object.hasOwn(asObject(element), patchDirective)) i++
    else if (sameElement(element, order[j++], mergeKey)) i++
  }
  if (i < kept.length && j >= order.length)
    throw new PatchError(`The order in patch list:\n${goText(changes)}\n doesn't match ${elementOrderPrefix} list:\n${goText(order)}\n`)
}

const sameElement = (a: unknown, b: unknown, mergeKey: string | undefined): boolean =>
  mergeKey === undefined ? a === b : keyOfElement(a, mergeKey) === keyOfElement(b, mergeKey)
