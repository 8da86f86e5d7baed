/**
 * The recorder of events.k8s.io/v1, which the scheduler uses. Events that differ in their note only are one series: the
 * second patches the first, later ones are counted here and written every half an hour or when the series has ended.
 * Models client-go tools/events.
 */
import { events, type Kind } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import { isNotFound, StatusError } from '../api/status.ts'
import { formatMicroTime, parseTime } from '../api/time.ts'
import type { CoreV1Event, EventsV1Event } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import { type EventOptions, type EventRecorder, eventName, referenceTo } from './event-recorder.ts'

const eventsV1: Kind<EventsV1Event> = { group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', namespaced: true }

const finishMs = 6 * 60_000
const refreshMs = 30 * 60_000

export class SeriesEventRecorder implements EventRecorder {
  readonly #cache = new Map<string, EventsV1Event>()
  #api: Kind<any> | undefined

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
    try {
      if (event.series && this.#patchSeries(event)) return
      this.#create(event)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }

  /** False if the event is gone: they are kept for an hour only. */
  #patchSeries({ metadata: { name, namespace = '' }, series }: EventsV1Event): boolean {
    try {
      this.client.patch(this.#served, name, namespace, { series })
      return true
    } catch (error) {
      if (isNotFound(error)) return false
      throw error
    }
  }

  #create(event: EventsV1Event): void {
    if (this.#served === eventsV1) this.client.create(eventsV1, event)
    else this.client.create(events, asCore(event))
  }

  /** Both APIs are views of the same events; a server that lacks the newer one gets the older form, as in client-go. */
  get #served(): Kind<any> {
    if (this.#api) return this.#api
    const { status } = this.client.request({ method: 'GET', path: '/apis/events.k8s.io/v1' })
    // A server that is away at the moment says nothing about what it serves.
    if (status !== 200 && status !== 404) return eventsV1
    this.#api = status === 200 ? eventsV1 : events
    return this.#api
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

/** The same event as core/v1 shows it. */
function asCore({ regarding, note, reportingController, apiVersion: _, ...event }: EventsV1Event): CoreV1Event {
  return {
    ...event,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    ...(note === undefined ? {} : { message: note }),
    ...(reportingController === undefined ? {} : { reportingComponent: reportingController }),
  }
}
