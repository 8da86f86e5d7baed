/** watch, in the form that the client accepts. */
import type { AnyObject, WatchEventType } from '../../../api/object.ts'
import { oncePerObject } from '../../../api/once-per-object.ts'
import { type ApiResponse, queryValue, type Sink } from '../../../api/request.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { streaming } from '../encoding/respond.ts'
import { partialMetadata, tableOfObject } from '../encoding/table.ts'
import { selection } from '../registry/selection.ts'
import { checkWatchOptions, type WatchSink, watch as watchStore } from '../registry/watch.ts'
import type { ResourceDefinition } from '../resource.ts'
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
  const inForm = form.as === 'object' ? asObjects(definition) : form.as === 'Table' ? asTables(call) : asMetadata
  return streaming({ kind: 'watch', open: (sink: Sink<object>) => watchStore(registry.watchCache, clock, watchRequest, new FormedEvents(sink, inForm)) })
}

type InForm = (type: WatchEventType, object: AnyObject) => object

class FormedEvents implements WatchSink {
  constructor(
    private readonly sink: Sink<object>,
    private readonly inForm: InForm,
  ) {}

  event(type: WatchEventType, object: AnyObject): void {
    this.sink.data({ type, object: type === 'ERROR' ? object : this.inForm(type, object) })
  }

  end(): void {
    this.sink.end()
  }
}

/** What nearly all watches want: nothing of the request need be kept for it. */
const asObjects = oncePerObject(
  (definition: ResourceDefinition<any>): InForm =>
    (type, object) =>
      type === 'BOOKMARK' ? object : fromStored(definition, object),
)

const asMetadata: InForm = (_type, object) => partialMetadata(object)

function asTables({ request, definition, clock }: ResourceCall): InForm {
  let withColumns = true
  return (type, object) => {
    const table =
      type === 'BOOKMARK' ? { ...tableOfBookmark(object) } : tableOfObject(definition, object, includeObject(request), { now: clock.now() }, withColumns)
    withColumns = false
    return table
  }
}

/** A bookmark has no cells, only its metadata. */
const tableOfBookmark = (object: AnyObject): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: object.metadata.resourceVersion },
  rows: [{ cells: [], object: partialMetadata(object) }],
})
