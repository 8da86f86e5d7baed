/** PATCH: which kind of patch, applied to the current object, and read back as an object of its type. */
import { goPrint } from '../../../api/go-value.ts'
import { compactJson } from '../../../api/json-text.ts'
import { type AnyObject, shallowCopy } from '../../../api/object.ts'
import { isObject } from '../../../api/patch/json.ts'
import { applyJsonPatch } from '../../../api/patch/json-patch.ts'
import { applyMergePatch } from '../../../api/patch/merge-patch.ts'
import { PatchError, patchStatus } from '../../../api/patch/patch-error.ts'
import { applyStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import type { ApiRequest } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import { decodeAfterPatch, type ExpectedType, readBody, unsupportedMediaType } from '../encoding/body.ts'
import { journalOf } from '../field-management/journal.ts'
import { applyPatchType, contentType } from './write-options.ts'

type Apply = (object: AnyObject, patch: unknown, typeName: string) => AnyObject

const strategic = 'application/strategic-merge-patch+json'

/** The kinds of patch that are laid over an object as it is; server-side apply is another matter (apply.ts). */
const patches: Record<string, Apply> = {
  'application/json-patch+json': (object, patch) => applyJsonPatch(object, patch),
  'application/merge-patch+json': (object, patch) => applyMergePatch(object, patch),
  [strategic]: (object, patch, typeName) => applyStrategicPatch(object, patch, typeName),
}

/** @returns a private copy. @throws 400, 415, 422 */
export function applyPatch(request: ApiRequest, current: AnyObject, type: Omit<ExpectedType, 'apiVersion'>, warnings: string[]): AnyObject {
  // Custom resources have no merge keys: a strategic merge patch has nothing to go by.
  const served = Object.keys(patches).filter((patch) => !(type.custom && patch === strategic))
  const apply = patches[contentType(request)]
  if (!apply || !served.includes(contentType(request))) throw unsupportedMediaType([...served, applyPatchType])
  const { value, text } = readBody(request)
  if (value === undefined) throw badRequest('Required body is empty')
  const { before, status } = withoutStatus(asPatched(current, value), value)
  let patched: AnyObject
  try {
    patched = apply(before, value, type.typeName)
  } catch (error) {
    throw error instanceof PatchError ? patchStatus(error) : error
  }
  const isStrategic = contentType(request) === strategic
  const shown = { strategic: isStrategic, text: () => (isStrategic ? goPrint(value) : compactJson(status ? { ...patched, status } : patched)) }
  const decoded = decodeAfterPatch(patched, request, type, text, shown)
  warnings.push(...decoded.warnings)
  const object = decoded.object
  object.metadata ??= {} as AnyObject['metadata']
  if (status) object.status = status
  return object
}

/** A status that the patch does not speak of need be neither copied nor read again: of a node it is most of the object. */
function withoutStatus(current: AnyObject, patch: unknown): { readonly before: AnyObject; readonly status?: object } {
  const { status } = current
  if (!isObject(status) || !isObject(patch) || Object.keys(patch).some((key) => key === 'status' || key.startsWith('$'))) return { before: current }
  const before = shallowCopy(current)
  delete before.status
  return { before, status }
}

/** A patch of managedFields needs to see them; any other is spared that they are worked out. */
function asPatched(current: AnyObject, patch: unknown): AnyObject {
  const entries = touchesOwnership(patch) ? journalOf(current)?.entries() : undefined
  return entries ? { ...current, metadata: { ...current.metadata, managedFields: entries } } : current
}

function touchesOwnership(patch: unknown): boolean {
  if (!Array.isArray(patch)) return (patch as Partial<AnyObject> | null)?.metadata?.managedFields !== undefined
  const place = /^(\/metadata(\/managedFields(\/.*)?)?)?$/
  return patch.some((operation) => [operation?.path, operation?.from].some((path) => typeof path === 'string' && place.test(path)))
}
