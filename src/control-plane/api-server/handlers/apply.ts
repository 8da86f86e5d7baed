/**
 * Server-side apply: a PATCH whose body is all that the applier wants of the object. Models applyPatcher of apiserver
 * pkg/endpoints/handlers/patch.go.
 */
import { apiVersionOf } from '../../../api/kinds.ts'
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { badRequest, conflict, StatusError } from '../../../api/status.ts'
import { parseYamlOrJson } from '../../../api/yaml.ts'
import { readBody } from '../encoding/body.ts'
import { decodeCustom, decodeObject } from '../encoding/decode.ts'
import { created } from '../encoding/respond.ts'
import { type Applied, applied, type ManagedType, objectText } from '../field-management/field-manager.ts'
import { managersOf } from '../field-management/journal.ts'
import { managedType } from '../field-management/managed-type.ts'
import { type Managers, noManagers } from '../field-management/managers.ts'
import { scaleManagers, scaleType, withScaleManagers } from '../field-management/scale.ts'
import { toStored } from '../version.ts'
import { type ResourceCall, typeOf } from './call.ts'
import { truth } from './options.ts'

/** What applying the body of the request to `live` comes to. @throws 400, 409, 500 */
function applyBody(
  call: Pick<ResourceCall, 'request' | 'registry' | 'write'>,
  type: ManagedType,
  subresource: string,
  live: AnyObject | undefined,
  managers: Managers,
  stored: (object: AnyObject) => AnyObject = (object) => object,
): Applied {
  const { request, registry, write } = call
  const manager = write.tracking?.manager ?? ''
  const who = { manager, operation: 'Apply' as const, apiVersion: type.apiVersion, subresource }
  const time = registry.context(write.user).timestamp
  return applied(type, { live, managers, applied: configurationIn(request), who, force: truth(request, 'force') ?? false, time, stored })
}

function configurationIn(request: ApiRequest): AnyObject {
  const { body } = request
  let value: unknown
  try {
    value = typeof body === 'string' ? parseYamlOrJson(body)[0] : readBody(request).value
  } catch (error) {
    throw error instanceof StatusError ? error : badRequest(`error decoding YAML: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const kind = Array.isArray(value) ? 'array' : typeof value
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
    )
  }
  return value as AnyObject
}

/** What an apply makes of the stored object, through the main resource or a subresource: a private copy, in the stored version. */
export function appliedTo(call: ResourceCall, live: AnyObject): AnyObject {
  const { definition, info, write } = call
  const stored = (object: AnyObject): AnyObject => toStored(definition, deepCopy(object))
  const result = applyBody(call, managedType(definition, info.subresource), info.subresource, live, managersOf(live), stored)
  if (write.tracking) write.tracking.applied = result.managers
  return stored(read(call, result.object))
}

/** What an apply makes of the scale of an object. */
export function appliedScale(call: ResourceCall, scale: AnyObject): AnyObject {
  const { definition, info, registry, write } = call
  const managers = managersOf(registry.get(definition, info.namespace, info.name))
  const result = applyBody(call, scaleType, info.subresource, scale, scaleManagers(managers))
  if (write.tracking) write.tracking.applied = withScaleManagers(managers, result.managers, apiVersionOf(definition.of))
  return deepCopy(result.object)
}

/** An object that is not there yet comes to be by being applied. @throws 403 if the user may not create it */
export function createdByApply(call: ResourceCall, inForm: (object: AnyObject) => object): ApiResponse {
  const { definition, info, registry, write } = call
  const result = applyBody(call, managedType(definition, ''), '', undefined, noManagers)
  const object = read(call, result.object)
  const { uid, name } = object.metadata
  if (uid) throw conflict(definition.of, info.name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`)
  if (!name) throw badRequest(`the name of the object (${info.name} based on URL) was undeterminable: name must be provided`)
  if (name !== info.name) throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`)
  call.allow('create')
  object.metadata.resourceVersion = ''
  if (write.tracking) write.tracking.applied = result.managers
  definition.defaults?.(object)
  return created(inForm(registry.create(definition, info.namespace, toStored(definition, object), write)))
}

/** The outcome as an object of its type, a private copy. */
function read({ definition }: ResourceCall, object: AnyObject): AnyObject {
  const type = typeOf(definition)
  const { kind, apiVersion, custom } = type
  try {
    const decoded = custom ? decodeCustom(object, type, custom, 'Ignore', []).object : decodeObject(object, type, 'Ignore').object
    return { ...decoded, kind, apiVersion, metadata: decoded.metadata ?? {} }
  } catch (error) {
    const why = (error as Error).message.replace(/^.* cannot be handled as a \w+: /, '')
    const place = `failed to convert new object (${objectText(object)}) to proper version (${apiVersion})`
    throw new StatusError(500, '', `${place}: unable to convert unstructured object to ${apiVersion}, Kind=${kind}: ${why}`)
  }
}
