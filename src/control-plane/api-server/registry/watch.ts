/**
 * Watches: the changes of a list, one after the other, from a revision on. Models apiserver pkg/storage/cacher and
 * pkg/endpoints/handlers/watch.go: what leaves a selector is DELETED, what enters it is ADDED; a bookmark tells how far
 * the client is; sendInitialEvents (WatchList) sends the list itself as events and then a marked bookmark.
 */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { AnyObject, WatchEventType } from '../../../api/object.ts'
import type { Cancel } from '../../../api/request.ts'
import { expired, forbiddenField, invalid } from '../../../api/status.ts'
import type { Clock, Timer } from '../../../clock.ts'
import { CompactedRevision, type EtcdEvent } from '../../etcd/etcd.ts'
import { handOn } from '../field-management/journal.ts'
import type { ResourceDefinition } from '../resource.ts'
import { asRead, storedAs } from '../version.ts'
import { prefixOf } from './keys.ts'
import { parseRevision } from './revision.ts'
import type { Selection } from './selection.ts'
import type { WatchCache } from './watch-cache.ts'

export interface WatchRequest {
  readonly definition: ResourceDefinition<any>
  readonly namespace: string
  readonly selection: Selection
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly sendInitialEvents?: boolean
  readonly bookmarks: boolean
  readonly timeoutSeconds?: number
}

export interface WatchSink {
  event(type: WatchEventType, object: AnyObject): void
  end(): void
}

const bookmarkInterval = 60_000

/** Objects arrive as they are stored. @throws the Status of options that contradict each other. Later trouble arrives as an ERROR event. */
export function watch(cache: WatchCache, clock: Clock, request: WatchRequest, sink: WatchSink): Cancel {
  const { etcd } = cache
  const { definition, selection, resourceVersion } = request
  const { of } = storedAs(definition)
  const prefix = prefixOf(of, request.namespace)
  const fresh = resourceVersion === '' || resourceVersion === '0'
  const initial = request.sendInitialEvents ?? fresh
  const from = fresh || initial ? etcd.revision : parseRevision(resourceVersion, Number.MAX_SAFE_INTEGER)
  if (initial)
    for (const { value: stored } of etcd.range(prefix).items) {
      const value = asRead(definition, stored)
      if (selection.matches(value)) sink.event('ADDED', value)
    }
  if (request.sendInitialEvents) sink.event('BOOKMARK', bookmark(definition, etcd.revision, true))
  const open = new OpenWatch(cache, clock, definition, selection, sink)
  try {
    open.start(prefixOf(of, ''), prefix, from)
  } catch (error) {
    if (!(error instanceof CompactedRevision)) throw error
    open.cancel()
    sink.event('ERROR', expired(`too old resource version: ${from} (${error.oldest})`).status as unknown as AnyObject)
    sink.end()
    return () => {}
  }
  open.keep(request)
  return () => open.cancel()
}

/** One watch as long as it lasts. There are several of them for each node: it keeps nothing of the request that it does not need. */
class OpenWatch {
  #stop: Cancel | undefined
  #bookmark: Timer | undefined
  #deadline: Timer | undefined
  #cancelled = false
  readonly #whenReplaced: (() => void) | undefined

  constructor(
    private readonly cache: WatchCache,
    private readonly clock: Clock,
    private readonly definition: ResourceDefinition<any>,
    private readonly selection: Selection,
    private readonly sink: WatchSink,
  ) {
    if (definition.custom) definition.custom.whenReplaced.add((this.#whenReplaced = () => this.#end()))
  }

  /** @throws CompactedRevision */
  start(directory: string, prefix: string, from: number): void {
    const { definition, selection, sink } = this
    const only = definition.custom ? undefined : selection.only
    this.#stop = this.cache.watch(directory, prefix, from, (event) => forward(definition, event, selection, sink), only)
    if (this.#cancelled) this.#stop()
  }

  keep({ bookmarks, timeoutSeconds }: WatchRequest): void {
    if (this.#cancelled) return
    if (bookmarks) this.#later()
    if (timeoutSeconds) this.#deadline = this.clock.after(timeoutSeconds * 1000, () => this.#end(), { background: true })
  }

  cancel(): void {
    this.#cancelled = true
    if (this.#whenReplaced) this.definition.custom?.whenReplaced.delete(this.#whenReplaced)
    this.#stop?.()
    this.#bookmark?.cancel()
    this.#deadline?.cancel()
  }

  #end(): void {
    this.cancel()
    this.sink.end()
  }

  #later(): void {
    this.#bookmark = this.clock.after(bookmarkInterval, () => this.#send(), { background: true })
  }

  #send(): void {
    if (this.#cancelled) return
    this.sink.event('BOOKMARK', bookmark(this.definition, this.cache.etcd.revision, false))
    this.#later()
  }
}

function forward(definition: ResourceDefinition<any>, written: EtcdEvent<AnyObject>, selection: Selection, sink: WatchSink): void {
  const event = definition.custom ? asReadEvent(definition, written) : written
  if (selection.all) {
    sink.event(event.type === 'delete' ? 'DELETED' : event.previous ? 'MODIFIED' : 'ADDED', event.value)
    return
  }
  const before = event.previous !== undefined && selection.matches(event.previous.value)
  const now = event.type === 'put' && selection.matches(event.value)
  if (now) sink.event(before ? 'MODIFIED' : 'ADDED', event.value)
  else if (before) sink.event('DELETED', event.type === 'delete' ? event.value : leftSelector(event))
}

function asReadEvent(definition: ResourceDefinition<any>, event: EtcdEvent<AnyObject>): EtcdEvent<AnyObject> {
  const previous = event.previous && { ...event.previous, value: asRead(definition, event.previous.value) }
  return { ...event, value: asRead(definition, event.value), previous }
}

/** Who watches a selector sees an object go with its last matching state, at the revision that took it away. */
function leftSelector(event: EtcdEvent<AnyObject>): AnyObject {
  const last = (event.previous as { value: AnyObject }).value
  const left = { ...last, metadata: { ...last.metadata, resourceVersion: String(event.revision) } }
  handOn(last, left)
  return left
}

function bookmark(definition: ResourceDefinition<any>, revision: number, initialEventsEnd: boolean): AnyObject {
  const metadata = { resourceVersion: String(revision), ...(initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}) }
  return { kind: definition.of.kind, apiVersion: apiVersionOf(definition.of), metadata: metadata as unknown as AnyObject['metadata'] }
}

/** Checks the options of a WatchList. @throws 422 as ListOptions are refused. */
export function checkWatchOptions(sendInitialEvents: boolean | undefined, resourceVersionMatch: string): void {
  const name = { group: 'meta.k8s.io', kind: 'ListOptions' }
  if (sendInitialEvents !== undefined && resourceVersionMatch !== 'NotOlderThan')
    throw invalid(name, '', [forbiddenField('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')])
  if (sendInitialEvents === undefined && resourceVersionMatch !== '')
    throw invalid(name, '', [forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')])
}
