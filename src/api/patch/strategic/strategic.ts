/**
 * Strategic merge patch. In a real cluster it is how `kubectl apply`, `edit`, `set`, `label` and a plain `kubectl patch`
 * change objects of built-in kinds: a merge patch that knows which lists to merge, and by which key. The API server
 * applies such patches, kubectl makes them. Everything of the format is here: merge keys, `$patch`,
 * `$deleteFromPrimitiveList`, `$setElementOrder`, `$retainKeys`. Custom resources have no merge keys: merge-patch.ts is theirs.
 * Models apimachinery pkg/util/strategicpatch, error texts included.
 */
import { deepCopy } from '../../object.ts'
import type { JsonObject } from '../json.ts'
import { PatchError } from '../patch-error.ts'
import { hasConflicts } from './conflicts.ts'
import { diffObjects } from './diff.ts'
import { mergeObject } from './merge.ts'

/** The object after the patch; both arguments stay as they are. `typeName` is the object's type in schema.ts. Throws PatchError. */
export function applyStrategicPatch<T extends JsonObject>(object: T, patch: unknown, typeName: string): T {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) throw new PatchError('invalid JSON document', 400)
  return mergeObject(deepCopy(object), deepCopy(patch), typeName, { final: true }) as T
}

/** The patch that turns `original` into `modified`; empty if they are the same. */
export const createTwoWayStrategicPatch = (original: JsonObject, modified: JsonObject, typeName: string): JsonObject =>
  deepCopy(diffObjects(original, modified, typeName, { elementOrder: true }))

/**
 * The patch that `kubectl apply` sends: deletions from what was applied last (`original`) to what is applied now
 * (`modified`), additions and changes from what the server has (`current`). Without `overwrite`, a field that somebody
 * else changed differently is a ConflictingPatchError.
 */
export function createThreeWayStrategicPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  typeName: string,
  options: { overwrite: boolean } = { overwrite: true },
): JsonObject {
  const changes = deepCopy(diffObjects(current, modified, typeName, { elementOrder: true, onlyChanges: true }))
  const deletions = deepCopy(diffObjects(original, modified, typeName, { elementOrder: true, onlyDeletions: true }))
  const patch = mergeObject(deletions, changes, typeName, { final: false })
  if (!options.overwrite) {
    const changed = diffObjects(original, current, typeName, {})
    if (hasConflicts(patch, changed, typeName)) throw new ConflictingPatchError(patch, changed)
  }
  return patch
}

/** Somebody else changed what the patch is about to change. */
export class ConflictingPatchError extends Error {
  constructor(
    readonly patch: JsonObject,
    readonly changed: JsonObject,
  ) {
    super('the patch conflicts with changes made from original to current')
  }
}
