/** What client-side apply sends: the difference between what was applied last, what is applied now, and what is there. Models kubectl pkg/cmd/apply/patcher.go. */

import { compactJson } from '../../../api/json-text.ts'
import type { AnyObject } from '../../../api/object.ts'
import { isEmpty, type JsonObject } from '../../../api/patch/json.ts'
import { applyMergePatch, createThreeWayMergePatch } from '../../../api/patch/merge-patch.ts'
import { PatchError } from '../../../api/patch/patch-error.ts'
import { applyStrategicPatch, ConflictingPatchError, createThreeWayStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import { typeOfKind } from '../../../api/schema.ts'
import { toYaml } from '../../../api/yaml.ts'
import { CommandError } from '../../errors.ts'
import { configurationOf, lastAppliedAnnotation, lastAppliedOf, withAnnotation } from '../../last-applied.ts'
import type { PatchType } from '../../writes.ts'

export interface ApplyPatch {
  readonly type: PatchType & ('strategic' | 'merge')
  readonly patch: JsonObject
  /** The patch as it is sent; `{}` if nothing is to be done. */
  readonly text: string
}

/** The object as it is to become: with an annotation of what was applied. */
export const modifiedOf = (manifest: AnyObject): AnyObject => withAnnotation(manifest, lastAppliedAnnotation, configurationOf(manifest))

/** The patch that makes `current` what `modified` says. Throws CommandError. */
export function applyPatch(modified: AnyObject, current: AnyObject, overwrite: boolean): ApplyPatch {
  const original = originalOf(current)
  const typeName = typeOfKind(current.apiVersion, current.kind)
  try {
    const patch =
      typeName === undefined
        ? createThreeWayMergePatch(original, modified, current)
        : createThreeWayStrategicPatch(original, modified, current, typeName, { overwrite })
    if (typeName === undefined) requireSameObject(patch)
    return { type: typeName === undefined ? 'merge' : 'strategic', patch, text: isEmpty(patch) ? '{}' : compactJson(patch) }
  } catch (error) {
    if (!(error instanceof PatchError || error instanceof ConflictingPatchError || error instanceof CommandError)) throw error
    const before = lastAppliedOf(current) ?? ''
    throw new CommandError(
      `creating patch with:\noriginal:\n${before}\nmodified:\n${compactJson(modified)}\n\ncurrent:\n${compactJson(current)}\n\nfor: ${messageOf(error)}`,
    )
  }
}

function originalOf(current: AnyObject): JsonObject {
  const text = lastAppliedOf(current) ?? ''
  if (text === '') return {}
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    throw new CommandError('invalid JSON document')
  }
}

function requireSameObject(patch: JsonObject): void {
  if ('apiVersion' in patch || 'kind' in patch || 'name' in (patch.metadata ?? {}))
    throw new CommandError('At least one of apiVersion, kind and name was changed')
}

const messageOf = (error: PatchError | ConflictingPatchError | CommandError): string =>
  error instanceof ConflictingPatchError
    ? `patch:\n${toYaml(error.patch)}\nconflicts with changes made from original to current:\n${toYaml(error.changed)}\n`
    : error.message

/** The object after the patch, as far as kubectl can tell without the server. */
export function appliedLocally(current: AnyObject, { type, patch }: ApplyPatch): AnyObject {
  const typeName = typeOfKind(current.apiVersion, current.kind)
  return type === 'merge' || typeName === undefined ? applyMergePatch(current, patch) : applyStrategicPatch(current, patch, typeName)
}

/** Without fields that are null, which a created object must not have. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]]))) as T
}
