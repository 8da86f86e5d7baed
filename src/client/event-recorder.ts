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
import { type Correlated, EventCorrelator } from './event-correlator.ts'

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

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options: EventOptions = {}): void {
    const event = this.#compose(referenceTo(object, options.fieldPath), type, reason, message)
    this.clock.post(() => this.#send(event))
  }

  #compose(involvedObject: ObjectReference, type: string, reason: string, message: string): Event {
    const now = formatTime(this.clock.now())
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName(involvedObject, this.clock, this.random), namespace: involvedObject.namespace || 'default' } as Event['metadata'],
      involvedObject,
      reason,
      message,
      source: { ...this.source },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: this.source.component,
      reportingInstance: this.source.host ?? '',
    }
  }

  #send(event: Event): void {
    const correlated = this.#correlator.correlate(event, this.clock.now())
    if (correlated) this.#store(correlated, 1)
  }

  /** An event that the server refuses is dropped; while there is no server it is kept for two minutes. */
  #store({ key, event, repeats }: Correlated, tries: number): void {
    try {
      this.#correlator.stored(key, this.#write(event, repeats))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.code === 503 && tries < mostTries) this.clock.after(retryMs, () => this.#store({ key, event, repeats }, tries + 1), { background: true })
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
    return this.client.create(events, { ...event, metadata: { name, namespace } })
  }
}

/** How an Event speaks of an object. */
export const referenceTo = (object: KubeObject, fieldPath?: string): ObjectReference => ({
  kind: object.kind,
  ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
  name: object.metadata.name,
  uid: object.metadata.uid,
  apiVersion: object.apiVersion,
  ...(object.metadata.resourceVersion ? { resourceVersion: object.metadata.resourceVersion } : {}),
  ...(fieldPath === undefined ? {} : { fieldPath }),
})

/** `web.17c3a0b2d4e5f601`: the object, and nanoseconds since the epoch. */
export const eventName = (object: ObjectReference, clock: Clock, random: Random): string => `${object.name}.${nanoseconds(clock, random).toString(16)}`

const lastOf = new WeakMap<Clock, bigint>()

/** The simulated clock has no nanoseconds: chance gives them, later for each event, so that names sort as things happened. */
function nanoseconds(clock: Clock, random: Random): bigint {
  const now = BigInt(Math.floor(clock.now())) * 1_000_000n
  const last = lastOf.get(clock) ?? 0n
  const next = (last > now ? last : now) + BigInt(1 + random.below(1000))
  lastOf.set(clock, next)
  return next
}
