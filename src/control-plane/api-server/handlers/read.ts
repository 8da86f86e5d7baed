/** get and list, in the form that the client accepts. */
import type { AnyObject, KubeList } from '../../../api/object.ts'
import { oncePerObject } from '../../../api/once-per-object.ts'
import { type ApiRequest, type ApiResponse, queryValue } from '../../../api/request.ts'
import { type AcceptedForm, negotiate } from '../encoding/negotiate.ts'
import { ok } from '../encoding/respond.ts'
import { type IncludeObject, partialMetadata, partialMetadataList, tableOfList, tableOfObject } from '../encoding/table.ts'
import type { ResourceDefinition } from '../resource.ts'
import { fromStored, listFromStored } from '../version.ts'
import type { ResourceCall } from './call.ts'
import { listRequest } from './options.ts'

export function get(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry } = call
  const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadata'])
  return ok(objectInForm(call, registry.get(definition, info.namespace, info.name), form))
}

export function list(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry, clock } = call
  const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadataList'])
  const found = registry.list(definition, info.namespace, listRequest(request, definition))
  if (form.as === 'Table') return ok(tableOfList(definition, found, includeObject(request), { now: clock.now() }))
  if (form.as === 'PartialObjectMetadataList') return ok(partialMetadataList(found))
  const items = listFromStored(definition, found)
  return ok(request.component ? items : withoutItemKinds(items))
}

/** What is answered where one (stored) object is: to get, create, update and patch alike. */
export function objectInForm(
  call: { definition: ResourceDefinition<any>; request: ApiRequest; clock: { now(): number } },
  object: AnyObject,
  form: AcceptedForm,
): object {
  if (form.as === 'Table') return tableOfObject(call.definition, object, includeObject(call.request), { now: call.clock.now() })
  if (form.as === 'PartialObjectMetadata') return partialMetadata(object)
  return fromStored(call.definition, object)
}

export function includeObject(request: ApiRequest): IncludeObject {
  const asked = queryValue(request, 'includeObject')
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata'
}

/** Items of a list do not repeat kind and apiVersion on the wire. */
const withoutItemKinds = (found: KubeList): object => ({ ...found, items: found.items.map(listItem) })

/** The same object gives the same item, whose bytes the front door then knows already. */
const listItem = oncePerObject(({ apiVersion: _version, kind: _kind, ...item }: AnyObject): object => item)
