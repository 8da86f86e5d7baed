/**
 * Lays a patch over an object, or over another patch. Works in place on the objects it is given, which the entry points
 * have copied. Models apimachinery pkg/util/strategicpatch: mergeMap, mergeSlice and what they call.
 */
import { deepEqual } from '../../object.ts'
import { goText, goType } from '../go-text.ts'
import { isObject, type JsonObject } from '../json.ts'
import { PatchError } from '../patch-error.ts'
import { badRetainKeys, deleteFromListPrefix, fieldOf, patchDirective, retainKeysDirective } from './directives.ts'
import { mergeElementOrders } from './element-order.ts'
import { asObject, deduplicated, indexOfKey, interleaved, isParallelKey, keyOfElement, kindOfElements, type List, partition } from './elements.ts'
import { goKind, metaOfList, metaOfObject, type PatchMeta } from './patch-meta.ts'

export interface MergeOptions {
  /** The target is an object, not another patch: directives act and vanish, nulls delete and vanish. */
  readonly final: boolean
}

export function mergeObject(original: JsonObject, patch: JsonObject, typeName: string, options: MergeOptions): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) return mergeDirective(patch)
  retainKeys(original, patch, options)
  mergeElementOrders(original, patch, typeName, options)
  for (const key of Object.keys(patch)) mergeField(original, key, patch[key], typeName, options)
  return original
}

function mergeDirective(patch: JsonObject): JsonObject {
  const { [patchDirective]: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  throw new PatchError(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`)
}

function mergeField(original: JsonObject, patchKey: string, value: unknown, typeName: string, options: MergeOptions): void {
  const isDeleteList = patchKey.startsWith(deleteFromListPrefix)
  if (isDeleteList && !options.final) {
    original[patchKey] = value
    return
  }
  const key = isDeleteList ? fieldOf(patchKey, deleteFromListPrefix) : patchKey
  if (value === null) {
    delete original[key]
    if (options.final) return
  }
  const before = original[key]
  const bothObjects = isObject(before) && isObject(value)
  const bothLists = Array.isArray(before) && Array.isArray(value)
  if (bothObjects) {
    const { type, rule } = metaOfObject(typeName, key)
    original[key] = rule.strategy === 'replace' ? value : mergeObject(before, value, type, options)
  } else if (bothLists) original[key] = mergeLists(before, value, metaOfList(typeName, key), isDeleteList, options)
  else if (!isDeleteList) take(original, key, value, options)
}

/** The value of the patch as it is, where there is nothing to merge it with. */
function take(original: JsonObject, key: string, value: unknown, options: MergeOptions): void {
  const isNew = goType(original[key]) !== goType(value) || !Object.hasOwn(original, key)
  const taken = withoutDirectives(options.final && isNew ? withoutNulls(value) : value)
  if (taken === dropped) delete original[key]
  else original[key] = taken
}

const dropped = Symbol('dropped')

/** Without the objects and elements that carry `$patch`: a directive for something that is not there. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== dropped)
  if (!isObject(value)) return value
  if (Object.hasOwn(value, patchDirective)) return dropped
  const entries = Object.entries(value).map(([key, item]) => [key, withoutDirectives(item)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== dropped))
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])))
}

/** Merges two lists as the field's strategy says. */
export function mergeLists(original: List, patch: List, meta: PatchMeta, isDeleteList: boolean, options: MergeOptions): List {
  if (meta.rule.strategy !== 'merge' && !isDeleteList) return patch
  if (original.length === 0 && patch.length === 0) return original
  const { mergeKey } = meta.rule
  if (kindOfElements(original, patch) === 'scalar') {
    if (options.final && isDeleteList) return original.filter((item) => !patch.includes(item))
    const merged = deduplicated([...original, ...patch])
    const { named, others } = partition(merged, patch, mergeKey)
    return interleaved(named, others, patch, original, mergeKey, 'scalar')
  }
  if (mergeKey === undefined) throw new PatchError(`cannot merge lists without merge key for ${goKind(meta.type)}`)
  const { kept, additions } = obeyElementDirectives(original, patch, mergeKey)
  const merged = mergeElements(kept, additions, mergeKey, meta.type, options)
  const { named, others } = partition(merged, additions, mergeKey)
  return interleaved(named, others, additions, kept, mergeKey, 'object')
}

/** Elements that say `$patch: delete` or `$patch: replace`. */
function obeyElementDirectives(original: List, patch: List, mergeKey: string): { kept: List; additions: List } {
  const additions: List = []
  let kept = original
  let replace = false
  for (const item of patch) {
    const element = asObject(item)
    const directive = element[patchDirective]
    if (!Object.hasOwn(element, patchDirective)) additions.push(element)
    else if (directive === 'delete') {
      const key = keyOfElement(element, mergeKey)
      indexOfKey(kept, mergeKey, key)
      kept = kept.filter((other) => asObject(other)[mergeKey] !== key)
    } else if (directive === 'replace') replace = true
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch')
    else throw new PatchError(`unknown patch type: ${goText(directive)} in map: ${goText(element)}`)
  }
  return replace ? { kept: additions, additions: [] } : { kept, additions }
}

function mergeElements(original: List, patch: List, mergeKey: string, typeName: string, options: MergeOptions): List {
  const merged = [...original]
  for (const element of patch) {
    const at = indexOfKey(merged, mergeKey, keyOfElement(element, mergeKey))
    if (at < 0) merged.push(element)
    else merged[at] = mergeObject(asObject(merged[at]), asObject(element), typeName, options)
  }
  return merged
}

/** Obeys `$retainKeys`, or hands it on to the patch that is being made. */
function retainKeys(original: JsonObject, patch: JsonObject, options: MergeOptions): void {
  if (!Object.hasOwn(patch, retainKeysDirective)) return
  const keys = patch[retainKeysDirective] as unknown
  delete patch[retainKeysDirective]
  if (!options.final) {
    const before = original[retainKeysDirective]
    if (before === undefined) original[retainKeysDirective] = keys
    else if (!deepEqual(before, keys))
      throw new PatchError(`${goText(before)} and ${goText(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`)
    return
  }
  if (!Array.isArray(keys)) throw badRetainKeys()
  for (const [key, value] of Object.entries(patch)) if (value !== null && !isParallelKey(key) && !keys.includes(key)) throw badRetainKeys()
  for (const key of Object.keys(original)) if (!keys.includes(key)) delete original[key]
}
