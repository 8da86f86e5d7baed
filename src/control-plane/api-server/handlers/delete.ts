/** delete and deletecollection. */
import type { ApiResponse } from '../../../api/request.ts'
import { ok, success } from '../encoding/respond.ts'
import { fromStored, listFromStored } from '../version.ts'
import type { ResourceCall } from './call.ts'
import { deleteOptions, listRequest } from './options.ts'

export function remove(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry, write } = call
  const options = deleteOptions(request)
  const { object, gone } = registry.delete(definition, info.namespace, info.name, options, {
    ...write,
    dryRun: write.dryRun || (options.dryRun?.includes('All') ?? false),
  })
  if (!gone) return ok(fromStored(definition, object))
  const { group, plural } = definition.of
  return ok(success({ name: info.name, ...(group === '' ? {} : { group }), kind: plural, uid: object.metadata.uid }))
}

export function removeCollection(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry, write } = call
  const options = deleteOptions(request)
  const deleted = registry.deleteCollection(definition, info.namespace, listRequest(request, definition), options, {
    ...write,
    dryRun: write.dryRun || (options.dryRun?.includes('All') ?? false),
  })
  return ok(listFromStored(definition, deleted))
}
