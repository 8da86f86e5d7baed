/** create, update and patch. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import { decodeBody, type ExpectedType } from '../encoding/body.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { created, ok } from '../encoding/respond.ts'
import { fromStored, toStored } from '../version.ts'
import { appliedScale, appliedTo, createdByApply } from './apply.ts'
import { type ResourceCall, typeOf } from './call.ts'
import { applyPatch } from './patch.ts'
import { objectInForm } from './read.ts'
import { isApply } from './write-options.ts'

export function create(call: ResourceCall): ApiResponse {
  const { info, definition, registry, write } = call
  const form = negotiate(call.request.headers?.accept, ['Table', 'PartialObjectMetadata'])
  const object = decoded(call)
  definition.defaults?.(object)
  return created(objectInForm(call, registry.create(definition, info.namespace, toStored(definition, object), write), form))
}

export function update(call: ResourceCall): ApiResponse {
  const { info, definition, registry, write } = call
  const form = negotiate(call.request.headers?.accept, ['Table', 'PartialObjectMetadata'])
  const object = decoded(call)
  const given = object.metadata?.name
  if (given && given !== info.name) throw badRequest(`the name of the object (${given}) does not match the name on the URL (${info.name})`)
  const target = { definition, namespace: info.namespace, name: info.name, subresource: '' }
  return ok(
    objectInForm(
      call,
      registry.update(target, () => toStored(definition, object), write),
      form,
    ),
  )
}

export function patch(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry, write } = call
  const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadata'])
  const target = { definition, namespace: info.namespace, name: info.name, subresource: '' }
  if (isApply(request)) {
    if (!registry.exists(definition, info.namespace, info.name)) return createdByApply(call, (object) => objectInForm(call, object, form))
    return ok(
      objectInForm(
        call,
        registry.update(target, (current) => appliedTo(call, current), write),
        form,
      ),
    )
  }
  const type = typeOf(definition)
  const change = (current: AnyObject): AnyObject => toStored(definition, applyPatch(request, fromStored(definition, current), type, write.warnings))
  return ok(objectInForm(call, registry.update(target, change, write), form))
}

function decoded(call: ResourceCall): AnyObject {
  const { request, definition, write } = call
  const { object, warnings } = decodeBody(request, typeOf(definition))
  write.warnings.push(...warnings)
  object.kind = definition.of.kind
  object.apiVersion = apiVersionOf(definition.of)
  object.metadata ??= {} as AnyObject['metadata']
  return object
}

/** What PUT or PATCH on a subresource makes of the current object: of the stored one, unless the subresource speaks a type of its own. */
export function changeOf(call: ResourceCall, current: AnyObject, type?: ExpectedType): AnyObject {
  const { definition } = call
  if (type) return isApply(call.request) ? appliedScale(call, current) : changed(call, current, type)
  if (isApply(call.request)) return appliedTo(call, current)
  return toStored(definition, changed(call, fromStored(definition, current), typeOf(definition)))
}

function changed(call: ResourceCall, current: AnyObject, expected: ExpectedType): AnyObject {
  const { request, write, definition } = call
  if (request.method === 'PATCH') return applyPatch(request, current, expected, write.warnings)
  const given = call.info.subresource === 'status' ? givenStatus(request, definition) : undefined
  if (given) return given
  const { object, warnings } = decodeBody(request, expected)
  write.warnings.push(...warnings)
  return { ...object, kind: expected.kind, apiVersion: expected.apiVersion, metadata: object.metadata ?? ({} as AnyObject['metadata']) } as AnyObject
}

/**
 * The status that a component of this process writes, with what a write of it looks at besides. Nobody changes it afterwards,
 * so that it is stored as it is, not copied; unless the kind has something to set in it.
 */
function givenStatus({ component, body }: ApiRequest, { custom, storage, prepareForSubresource }: ResourceCall['definition']): AnyObject | undefined {
  if (!component || typeof body !== 'object' || custom || storage || prepareForSubresource?.status) return undefined
  const { kind, apiVersion, metadata, status } = body as AnyObject
  const { name, namespace, uid, resourceVersion, labels, annotations, finalizers } = metadata
  return { kind, apiVersion, metadata: { name, namespace, uid, resourceVersion, labels, annotations, finalizers } as AnyObject['metadata'], status }
}
