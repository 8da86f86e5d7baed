/** watch, in the form that the client accepts. */
import type { AnyObject, WatchEventType } from '../../../api/object.ts'
import { type ApiResponse, queryValue, type Sink } from '../../../api/request.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { streaming } from '../encoding/respond.ts'
import { partialMetadata, tableOfObject } from '../encoding/table.ts'
import { selection } from '../registry/selection.ts'
import { checkWatchOptions, watch as watchStore } from '../registry/watch.ts'
import { fromStored } from '../version.ts'
import type { ResourceCall } from './call.ts'
import { count, truth } from './options.ts'
import { includeObject } from './read.ts'

export function watch(call: ResourceCall): ApiResponse {
  const { request, info, definition, registry, clock } = call
  const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'])
  const sendInitialEvents = truth(request, 'sendInitialEvents')
  const resourceVersionMatch = queryValue(request, 'resourceVersionMatch') ?? ''
  checkWatchOptions(sendInitialEvents, resourceVersionMatch)
  const byName = info.name ? `metadata.name=${info.name}` : ''
  const timeoutSeconds = count(request, 'timeoutSeconds')
  const watchRequest = {
    definition,
    namespace: info.namespace,
    selection: selection(definition, queryValue(request, 'labelSelector'), queryValue(request, 'fieldSelector') || byName),
    resourceVersion: queryValue(request, 'resourceVersion') ?? '',
    resourceVersionMatch,
    bookmarks: truth(request, 'allowWatchBookmarks') ?? false,
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  }
  let withColumns = true
  const inForm = (type: WatchEventType, object: AnyObject): object => {
    if (type === 'ERROR') return object
    if (form.as === 'object') return type === 'BOOKMARK' ? object : fromStored(definition, object)
    if (form.as !== 'Table') return partialMetadata(object)
    const table =
      type === 'BOOKMARK' ? { ...tableOfBookmark(object) } : tableOfObject(definition, object, includeObject(request), { now: clock.now() }, withColumns)
    withColumns = false
    return table
  }
  return streaming({
    kind: 'watch',
    open: (sink: Sink<object>) =>
      watchStore(registry.watchCache, clock, watchRequest, {
        event: (type, object) => sink.data({ type, object: inForm(type, object) }),
        end: () => sink.end(),
      }),
  })
}

/** A bookmark has no cells, only its metadata. */
const tableOfBookmark = (object: AnyObject): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: object.metadata.resourceVersion },
  rows: [{ cells: [], object: partialMetadata(object) }],
})
