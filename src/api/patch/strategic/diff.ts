/** The patch that turns one object into another. Models apimachinery pkg/util/strategicpatch: diffMaps, diffLists. */
import { deepEqual } from '../../object.ts'
import { goText, goType } from '../go-text.ts'
import { isEmpty, isObject, type JsonObject } from '../json.ts'
import { PatchError } from '../patch-error.ts'
import { deleteFromListPrefix, elementOrderPrefix, patchDirective, retainKeysDirective } from './directives.ts'
import { asObject, deduplicated, keyOfElement, kindOfElements, type List, ordered, sortedByText } from './elements.ts'
import { metaOfList, metaOfObject, type PatchMeta } from './patch-meta.ts'

export interface DiffOptions {
  /** Leave out what was added or changed. */
  readonly onlyDeletions?: boolean
  /** Leave out what was deleted. */
  readonly onlyChanges?: boolean
  /** Say how merged lists are ordered afterwards. */
  readonly elementOrder?: boolean
}

export function diffObjects(original: JsonObject, modified: JsonObject, typeName: string, options: DiffOptions, retain = false): JsonObject {
  const patch: JsonObject = {}
  for (const key of Object.keys(modified)) diffField(original, modified, key, patch, typeName, options)
  if (!options.onlyChanges) for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null
  const retained = retain ? Object.keys(modified).filter((key) => modified[key] !== null) : []
  const loses = Object.keys(original).some((key) => original[key] !== null && !Object.hasOwn(modified, key))
  if (retained.length > 0 && (!isEmpty(patch) || loses)) patch[retainKeysDirective] = retained.sort()
  return patch
}

function diffField(original: JsonObject, modified: JsonObject, key: string, patch: JsonObject, typeName: string, options: DiffOptions): void {
  const [before, after] = [original[key], modified[key]]
  const isNew = !Object.hasOwn(original, key)
  if (!isNew && key === patchDirective) diffDirective(before, after, patch)
  else if (isNew || typeChanged(before, after)) {
    if (!options.onlyDeletions) patch[key] = after
  } else if (isObject(before)) diffObjectField(before, after, key, patch, typeName, options)
  else if (Array.isArray(before)) diffListField(before, after, key, patch, typeName, options)
  else if (!options.onlyDeletions && !deepEqual(before, after)) patch[key] = after
}

const typeChanged = (before: unknown, after: unknown): boolean => goType(before) !== goType(after) && !(typeof before === 'number' && typeof after === 'number')

function diffDirective(before: unknown, after: unknown, patch: JsonObject): void {
  if (typeof before !== 'string' || typeof after !== 'string') throw new PatchError(`invalid value for special key: ${patchDirective}`)
  if (before !== after) patch[patchDirective] = after
}

/** The field's rule; a field that the type does not have is no error as long as nothing changes in it. */
function metaIfNeeded(lookup: () => PatchMeta, before: unknown, after: unknown): PatchMeta | undefined {
  try {
    return lookup()
  } catch (error) {
    if (deepEqual(before, after)) return undefined
    throw error
  }
}

function diffObjectField(before: JsonObject, after: JsonObject, key: string, patch: JsonObject, typeName: string, options: DiffOptions): void {
  const meta = metaIfNeeded(() => metaOfObject(typeName, key), before, after)
  if (!meta) return
  if (meta.rule.strategy === 'replace') {
    if (!options.onlyDeletions) patch[key] = after
    return
  }
  const inner = diffObjects(before, after, meta.type, options, meta.rule.retainKeys)
  if (!isEmpty(inner)) patch[key] = inner
}

function diffListField(before: List, after: List, key: string, patch: JsonObject, typeName: string, options: DiffOptions): void {
  const meta = metaIfNeeded(() => metaOfList(typeName, key), before, after)
  if (!meta) return
  if (meta.rule.strategy !== 'merge') {
    if (!options.onlyDeletions && !deepEqual(before, after)) patch[key] = after
    return
  }
  const { additions, deletions, order } = diffLists(before, after, meta, options)
  if (additions.length > 0) patch[key] = additions
  if (deletions.length > 0) patch[`${deleteFromListPrefix}/${key}`] = deletions
  if (order.length > 0) patch[`${elementOrderPrefix}/${key}`] = order
}

interface ListDiff {
  readonly additions: List
  readonly deletions: List
  readonly order: List
}

function diffLists(before: List, after: List, meta: PatchMeta, options: DiffOptions): ListDiff {
  if (before.length === 0) return { additions: options.onlyDeletions ? [] : after, deletions: [], order: [] }
  if (kindOfElements(before, after) === 'scalar') return diffScalars(before, after, options)
  const mergeKey = meta.rule.mergeKey ?? ''
  const { changes, deletions } = diffElements(before, after, mergeKey, meta, options)
  const additions = [...ordered(changes, after, mergeKey, 'object'), ...deletions]
  const contents = additions.length > 0
  const moved = before.length !== after.length || before.some((element, i) => keyOfElement(element, mergeKey) !== keyOfElement(after[i], mergeKey))
  const needsOrder = options.elementOrder && ((!options.onlyDeletions && (contents || moved)) || (!options.onlyChanges && contents))
  return { additions, deletions: [], order: needsOrder ? after.map((element) => ({ [mergeKey]: asObject(element)[mergeKey] })) : [] }
}

/** Walks both lists sorted by merge key, side by side. */
function diffElements(before: List, after: List, mergeKey: string, meta: PatchMeta, options: DiffOptions): { changes: List; deletions: List } {
  const changes: List = []
  const deletions: List = []
  const [left, right] = [sortedByText(before, mergeKey), sortedByText(after, mergeKey)]
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const key = i < left.length ? keyOfElement(left[i], mergeKey) : undefined
    const newKey = j < right.length ? keyOfElement(right[j], mergeKey) : undefined
    const order = compareText(i < left.length, key, j < right.length, newKey)
    if (order === 0) {
      const inner = diffObjects(asObject(left[i++]), asObject(right[j++]), meta.type, options, meta.rule.retainKeys)
      if (!isEmpty(inner)) changes.push({ ...inner, [mergeKey]: newKey })
    } else if (order > 0) {
      if (!options.onlyDeletions) changes.push(right[j])
      j++
    } else {
      if (!options.onlyChanges) deletions.push({ [patchDirective]: 'delete', [mergeKey]: key })
      i++
    }
  }
  return { changes, deletions }
}

function diffScalars(before: List, after: List, options: DiffOptions): ListDiff {
  const additions: List = []
  const deletions: List = []
  const [left, right] = [sortedByText(before), sortedByText(after)]
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const order = compareText(i < left.length, left[i], j < right.length, right[j])
    if (order === 0) {
      i++
      j++
    } else if (order > 0) {
      if (!options.onlyDeletions) additions.push(right[j])
      j++
    } else {
      if (!options.onlyChanges) deletions.push(left[i])
      i++
    }
  }
  const needsOrder = options.elementOrder && ((!options.onlyChanges && deletions.length > 0) || (!options.onlyDeletions && !deepEqual(before, after)))
  return { additions: ordered(additions, after, undefined, 'scalar'), deletions: deduplicated(deletions), order: needsOrder ? after : [] }
}

/** Below zero: the left one comes first, or only it is left. */
function compareText(hasLeft: boolean, left: unknown, hasRight: boolean, right: unknown): number {
  if (!hasLeft) return 1
  if (!hasRight) return -1
  const [a, b] = [goText(left), goText(right)]
  return a === b ? 0 : a > b ? 1 : -1
}
