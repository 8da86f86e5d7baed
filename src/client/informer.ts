/**
 * Informers: how a component knows the state of the cluster without asking for it every time. An informer lists a
 * kind once, follows it with a watch and keeps a copy; whoever subscribes is told of each change. The informers of one
 * component are shared by all its controllers. Models client-go tools/cache (reflector, indexer, shared informer).
 *
 * Simulated: list and watch by resourceVersion, resuming, relisting after 410 Gone, indices by namespace and by
 * managing owner. The watch delivers in the middle of the write that caused the event, so a cache here never lags, and
 * controllers need no "expectations" of writes that they have not seen yet. Left out: resyncs, paging, WatchList.
 */
import type { Kind } from '../api/kinds.ts'
import type { KubeObject, WatchEvent } from '../api/object.ts'
import type { Cancel } from '../api/request.ts'
import { StatusError } from '../api/status.ts'
import type { Clock } from '../clock.ts'
import type { Client, ListOptions } from './client.ts'
import { type Lister, ObjectCache } from './object-cache.ts'

export type { Index, Lister } from './object-cache.ts'

/** A change of the cache. `previous` is what was there before, for MODIFIED and DELETED. */
export interface Change<T extends KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: T
  readonly previous: T | undefined
}

/** Told of changes in the middle of a write: it may note and enqueue, and must not send requests. */
export type ChangeHandler<T extends KubeObject> = (change: Change<T>) => void

/** Told of each list or watch that the server refused, before the next attempt: a component's log. */
export type InformerErrorHandler = (kind: Kind, error: StatusError) => void

const firstRetry = 1000
const longestRetry = 30_000

export class Informer<T extends KubeObject> {
  readonly cache = new ObjectCache<T>()
  /** Never changed, but replaced: a change goes to all that were there when it came. */
  #handlers: readonly ChangeHandler<T>[] = []
  #resourceVersion = ''
  #watch: Cancel | undefined
  /** Grows with each watch, so that what an old one still says is not heard. */
  #generation = 0
  #retry = firstRetry
  #stopped = false
  #synced = false

  constructor(
    readonly kind: Kind<T>,
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly options: ListOptions,
    private readonly onError: InformerErrorHandler = () => {},
  ) {}

  /** Whether the first list has been read. */
  get synced(): boolean {
    return this.#synced
  }

  /** Whether the cache is told of each change now. */
  get watching(): boolean {
    return this.#watch !== undefined
  }

  /** Tells `handler` of every object there is, as ADDED, and then of every change. */
  subscribe(handler: ChangeHandler<T>): Cancel {
    for (const object of this.cache.list()) handler({ type: 'ADDED', object, previous: undefined })
    this.#handlers = [...this.#handlers, handler]
    return () => {
      this.#handlers = this.#handlers.filter((other) => other !== handler)
    }
  }

  /** Lists, makes the cache equal to the list, and watches from there. Tries again later if the server refuses. */
  start(): void {
    if (this.#stopped) return
    try {
      const list = this.client.list(this.kind, this.options)
      this.#replace(list.items)
      this.#resourceVersion = list.metadata.resourceVersion ?? ''
      this.#synced = true
      this.#follow()
      this.#retry = firstRetry
    } catch (error) {
      this.#later(error)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#endWatch()
  }

  #follow(): void {
    if (this.#stopped) return
    this.#endWatch()
    const generation = this.#generation
    const current = (): boolean => generation === this.#generation && !this.#stopped
    let ended = false
    const cancel = this.client.watch(
      this.kind,
      this.#resourceVersion,
      this.options,
      (event) => current() && this.#take(event),
      () => {
        ended = true
        if (!current()) return
        this.#watch = undefined
        this.clock.post(() => current() && this.#resume())
      },
    )
    if (!current()) cancel()
    else if (!ended) this.#watch = cancel
  }

  #resume(): void {
    try {
      this.#follow()
    } catch (error) {
      this.#later(error)
    }
  }

  #endWatch(): void {
    this.#generation++
    this.#watch?.()
    this.#watch = undefined
  }

  #take(event: WatchEvent<T>): void {
    if (event.type === 'ERROR') {
      // Gone: the watch asks for more history than there is. Only a new list helps.
      this.#generation++
      this.clock.post(() => this.start())
      return
    }
    this.#resourceVersion = event.object.metadata.resourceVersion
    if (event.type === 'BOOKMARK') return
    if (event.type === 'DELETED') this.#delete(event.object)
    else this.#put(event.object)
  }

  #replace(items: readonly T[]): void {
    const gone = new Set(this.cache.list())
    for (const item of items) {
      const old = this.cache.get(item.metadata.name, item.metadata.namespace)
      if (old) gone.delete(old)
      if (old?.metadata.resourceVersion !== item.metadata.resourceVersion) this.#put(item)
    }
    for (const object of gone) this.#delete(object)
  }

  #put(object: T): void {
    const previous = this.cache.put(object)
    this.#tell({ type: previous ? 'MODIFIED' : 'ADDED', object, previous })
  }

  #delete(object: T): void {
    const previous = this.cache.remove(object)
    if (previous) this.#tell({ type: 'DELETED', object, previous })
  }

  #tell(change: Change<T>): void {
    for (const handler of this.#handlers) handler(change)
  }

  #later(error: unknown): void {
    if (!(error instanceof StatusError)) throw error
    this.onError(this.kind as Kind, error)
    const wait = error.code === 410 ? 0 : this.#retry
    this.#retry = Math.min(this.#retry * 2, longestRetry)
    this.clock.after(wait, () => this.start(), { background: true })
  }
}

/** The informers of one component, one for each kind and selection, started when first asked for. */
export class Informers {
  readonly #informers = new Map<string, Informer<any>>()
  /** Those of whole kinds once more, without a key to be put together: listers are asked for all the time. */
  readonly #ofKinds = new Map<Kind<any>, Informer<any>>()

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly onError?: InformerErrorHandler,
  ) {}

  of<T extends KubeObject>(kind: Kind<T>, options?: ListOptions): Informer<T> {
    if (options) return this.#of(kind, options)
    let informer = this.#ofKinds.get(kind)
    if (!informer) this.#ofKinds.set(kind, (informer = this.#of(kind, {})))
    return informer
  }

  #of<T extends KubeObject>(kind: Kind<T>, options: ListOptions): Informer<T> {
    const key = [kind.group, kind.version, kind.plural, options.namespace, options.labelSelector, options.fieldSelector].join('/')
    let informer = this.#informers.get(key)
    if (!informer) {
      this.#informers.set(key, (informer = new Informer(kind, this.client, this.clock, options, this.onError)))
      informer.start()
    }
    return informer
  }

  lister<T extends KubeObject>(kind: Kind<T>, options?: ListOptions): Lister<T> {
    return this.of(kind, options).cache
  }

  stop(): void {
    for (const informer of this.#informers.values()) informer.stop()
    this.#informers.clear()
    this.#ofKinds.clear()
  }
}
