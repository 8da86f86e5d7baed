/**
 * JSON merge patch, RFC 7386: what the API server applies for custom resources and `--type=merge`, and what
 * `kubectl apply` sends for kinds it has no types for. Models evanphx/json-patch merge.go and apimachinery pkg/util/jsonmergepatch.
 */
import { deepCopy, deepEqual } from '../object.ts'
import { isEmpty, isObject, type JsonObject } from './json.ts'
import { PatchError } from './patch-error.ts'

/** The document after the patch; both arguments stay as they are. */
export function applyMergePatch<T extends JsonObject>(document: T, patch: unknown): T {
  if (!isObject(patch)) throw new PatchError('Invalid JSON Patch', 400)
  return merged(document, patch) as T
}

function merged(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return deepCopy(patch)
  const result: JsonObject = isObject(document) ? { ...document } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  }
  return result
}

/** The smallest merge patch that turns `original` into `modified`. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: JsonObject = {}
  for (const [key, value] of Object.entries(modified)) {
    const before = original[key]
    if (!Object.hasOwn(original, key)) patch[key] = value
    else if (isObject(before) && isObject(value)) {
      const inner = createMergePatch(before, value)
      if (!isEmpty(inner)) patch[key] = inner
    } else if (!deepEqual(before, value)) patch[key] = value
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null
  return patch
}

/**
 * What `kubectl apply` sends for a custom resource: deletions from what was applied last (`original`) to what is applied
 * now (`modified`), additions and changes from what the server has (`current`).
 */
export function createThreeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const changes = keep(createMergePatch(current, modified), false)
  const deletions = keep(createMergePatch(original, modified), true)
  return combined(deletions, changes)
}

/** Only the nulls of a patch, or everything but them. An empty object is a value, not an empty patch. */
function keep(patch: JsonObject, nulls: boolean): JsonObject {
  const kept: JsonObject = {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      if (nulls) kept[key] = null
    } else if (isObject(value) && !isEmpty(value)) {
      const inner = keep(value, nulls)
      if (!isEmpty(inner)) kept[key] = inner
    } else if (!nulls) kept[key] = value
  }
  return kept
}

/** Lays `changes` over `deletions`. The two never name the same field, so nothing is lost. */
function combined(deletions: JsonObject, changes: JsonObject): JsonObject {
  const patch = { ...deletions }
  for (const [key, value] of Object.entries(changes)) patch[key] = isObject(patch[key]) && isObject(value) ? combined(patch[key], value) : value
  return patch
}
