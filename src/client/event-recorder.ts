/**
 * Recorders of Events. Most components write core/v1 Events through a correlator (EventRecorder of client-go
 * tools/record); the scheduler writes events.k8s.io/v1 (see event-series-recorder.ts). Events are sent after the work
 * that caused them, and one that the server refuses is dropped, as in client-go.
 */
import { events } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import { isNotFound, StatusError } from '../api/status.ts'
import { formatTime } from '../api/time.ts'
import type { Event, ObjectReference } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import { type Correlated, EventCorrelator, type Happening } from './event-correlator.ts'
import { eventName, type Moment, nextMoment } from './event-name.ts'

const retryMs = 10_000
const mostTries = 12

/** Records what a component did to an object, for `kubectl describe` and `kubectl events`. */
export interface EventRecorder {
  /** An Event on `object`; one that repeats raises the count of the earlier one. `fieldPath` is e.g. `spec.containers{web}`. */
  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: EventOptions): void
}

export interface EventOptions {
  readonly fieldPath?: string
  readonly action?: string
  /** A second object that the event is about. */
  readonly related?: KubeObject
}

export interface EventSource {
  /** `deployment-controller`, `kubelet` */
  readonly component: string
  /** The node, for components of a node. */
  readonly host?: string
}

/** A recorder that writes core/v1 Events as `source`. */
export class CoreEventRecorder implements EventRecorder {
  readonly #correlator = new EventCorrelator()

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly source: EventSource,
  ) {}

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: EventOptions): void {
    const involvedObject = referenceTo(object, options?.fieldPath)
    const news: News = { involvedObject, type, reason, message, at: this.clock.now(), moment: nextMoment(this.clock, this.random) }
    this.clock.post(() => this.#send(news))
  }

  #send(news: News): void {
    const correlated = this.#correlator.correlate(news, this.clock.now())
    const { seen } = correlated
    if (!correlated.repeats) {
      seen.firstTimestamp = formatTime(news.at)
      seen.name = eventName(news.involvedObject, news.moment)
    }
    // Of an object that has used up its budget there may be thousands, and no event is made.
    if (!correlated.spam) this.#store(this.#compose(news, correlated), correlated, 1)
  }

  #compose({ involvedObject, type, reason, at }: News, { message, seen }: Correlated): Event {
    const { source } = this
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: seen.name, namespace: involvedObject.namespace || 'default' } as Event['metadata'],
      involvedObject,
      reason,
      message,
      source,
      firstTimestamp: seen.firstTimestamp,
      lastTimestamp: formatTime(at),
      count: seen.count,
      type,
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
    } as Event
  }

  /** An event that the server refuses is dropped; while there is no server it is kept for two minutes. */
  #store(event: Event, correlated: Correlated, tries: number): void {
    try {
      const { count = 1, firstTimestamp, metadata } = this.#write(event, correlated.repeats)
      Object.assign(correlated.seen, { count, firstTimestamp, name: metadata.name })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.code === 503 && tries < mostTries) this.clock.after(retryMs, () => this.#store(event, correlated, tries + 1), { background: true })
    }
  }

  #write(event: Event, repeats: boolean): Event {
    const { name, namespace = '' } = event.metadata
    if (repeats) {
      try {
        return this.client.patch(events, name, namespace, { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message })
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    }
    return this.client.create(events, event)
  }
}

/** What was recorded, until it is sent. */
interface News extends Happening {
  readonly at: number
  readonly moment: Moment
}

/** How an Event speaks of an object. */
export function referenceTo({ apiVersion, kind, metadata }: KubeObject, fieldPath?: string): ObjectReference {
  const reference: { -readonly [K in keyof ObjectReference]: ObjectReference[K] } = { kind }
  if (metadata.namespace) reference.namespace = metadata.namespace
  reference.name = metadata.name
  reference.uid = metadata.uid
  reference.apiVersion = apiVersion
  if (metadata.resourceVersion) reference.resourceVersion = metadata.resourceVersion
  if (fieldPath !== undefined) reference.fieldPath = fieldPath
  return reference
}
