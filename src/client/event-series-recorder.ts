/**
 * The recorder of events.k8s.io/v1, which the scheduler uses. Events that differ in their note only are one series: the
 * second patches the first, later ones are counted here and written every half an hour or when the series has ended.
 * Models client-go tools/events.
 */
import type { Kind } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import { isNotFound, StatusError } from '../api/status.ts'
import { formatMicroTime, parseTime } from '../api/time.ts'
import type { EventsV1Event } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import { type EventOptions, type EventRecorder, eventName, referenceTo } from './event-recorder.ts'

export const eventsV1: Kind<EventsV1Event> = { group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', namespaced: true }

const finishMs = 6 * 60_000
const refreshMs = 30 * 60_000

export class SeriesEventRecorder implements EventRecorder {
  readonly #cache = new Map<string, EventsV1Event>()

  /** @param instance e.g. `default-scheduler-control-plane` */
  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly controller: string,
    private readonly instance: string,
  ) {
    this.#every(finishMs, () => this.#finish())
    this.#every(refreshMs, () => this.#refresh())
  }

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options: EventOptions = {}): void {
    const regarding = referenceTo(object, options.fieldPath)
    const event: EventsV1Event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: eventName(regarding, this.clock, this.random), namespace: regarding.namespace || 'default' } as EventsV1Event['metadata'],
      eventTime: formatMicroTime(this.clock.now()),
      reportingController: this.controller,
      reportingInstance: this.instance,
      action: options.action ?? '',
      reason,
      regarding,
      ...(options.related ? { related: referenceTo(options.related) } : {}),
      note: message,
      type,
    }
    this.clock.post(() => this.#take(event))
  }

  #take(event: EventsV1Event): void {
    const key = JSON.stringify([event.type, event.action, event.reason, event.regarding, event.related])
    const known = this.#cache.get(key)
    const lastObservedTime = formatMicroTime(this.clock.now())
    if (!known) {
      this.#cache.set(key, event)
      this.#write(event)
    } else if (known.series) {
      this.#cache.set(key, { ...known, series: { count: known.series.count + 1, lastObservedTime } })
    } else {
      const series = { ...known, series: { count: 2, lastObservedTime } }
      this.#cache.set(key, series)
      this.#write(series)
    }
  }

  #write(event: EventsV1Event): void {
    const { name, namespace = '' } = event.metadata
    try {
      if (event.series) {
        try {
          this.client.patch(eventsV1, name, namespace, { series: event.series })
          return
        } catch (error) {
          if (!isNotFound(error)) throw error
        }
      }
      this.client.create(eventsV1, event)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }

  #finish(): void {
    const ended = this.clock.now() - finishMs
    for (const [key, event] of this.#cache) {
      if (parseTime(event.series?.lastObservedTime ?? event.eventTime) >= ended) continue
      if (event.series) this.#write(event)
      this.#cache.delete(key)
    }
  }

  #refresh(): void {
    for (const event of this.#cache.values()) if (event.series) this.#write(event)
  }

  #every(ms: number, task: () => void): void {
    const tick = (): void => {
      task()
      this.clock.after(ms, tick, { background: true })
    }
    this.clock.after(ms, tick, { background: true })
  }
}
