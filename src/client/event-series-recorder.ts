/**
 * The recorder of events.k8s.io/v1, which the scheduler uses. Events that differ in their note only are one series: the
 * second patches the first, later ones are counted here and written every half an hour or when the series has ended.
 * Models client-go tools/events.
 */
import { events, type Kind } from '../api/kinds.ts'
import { deepEqual, type KubeObject } from '../api/object.ts'
import { isNotFound, StatusError } from '../api/status.ts'
import { formatMicroTime, parseTime } from '../api/time.ts'
import type { CoreV1Event, EventsV1Event, ObjectReference } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import { eventName, type Moment, nextMoment } from './event-name.ts'
import { type EventOptions, type EventRecorder, referenceTo } from './event-recorder.ts'

const eventsV1: Kind<EventsV1Event> = { group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', namespaced: true }

const finishMs = 6 * 60_000
const refreshMs = 30 * 60_000

/** What was recorded, from which the event can be made: it is kept for minutes, and there is one for each pod that was placed. */
interface Recorded {
  readonly regarding: ObjectReference
  readonly related: ObjectReference | undefined
  readonly type: string
  readonly action: string
  readonly reason: string
  readonly note: string
  readonly at: number
  readonly moment: Moment
  series: { readonly count: number; readonly lastObservedTime: string } | undefined
}

export class SeriesEventRecorder implements EventRecorder {
  /** By uid of the object. */
  readonly #cache = new Map<string, Recorded[]>()
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

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: EventOptions): void {
    const recorded: Recorded = {
      regarding: referenceTo(object, options?.fieldPath),
      related: options?.related && referenceTo(options.related),
      type,
      action: options?.action ?? '',
      reason,
      note: message,
      at: this.clock.now(),
      moment: nextMoment(this.clock, this.random),
      series: undefined,
    }
    this.clock.post(() => this.#take(recorded))
  }

  #take(recorded: Recorded): void {
    const { uid = '' } = recorded.regarding
    const there = this.#cache.get(uid)
    const known = there?.find((other) => isSame(other, recorded))
    if (known) {
      const isNew = !known.series
      known.series = { count: (known.series?.count ?? 1) + 1, lastObservedTime: formatMicroTime(this.clock.now()) }
      if (isNew) this.#write(known)
      return
    }
    if (there) there.push(recorded)
    else this.#cache.set(uid, [recorded])
    this.#write(recorded)
  }

  #write(recorded: Recorded): void {
    try {
      if (recorded.series && this.#patchSeries(recorded)) return
      this.#create(this.#compose(recorded))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }

  #compose({ regarding, related, type, action, reason, note, at, moment, series }: Recorded): EventsV1Event {
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: eventName(regarding, moment), namespace: namespaceOf(regarding) } as EventsV1Event['metadata'],
      eventTime: formatMicroTime(at),
      reportingController: this.controller,
      reportingInstance: this.instance,
      action,
      reason,
      regarding,
      ...(related ? { related } : {}),
      note,
      type,
      ...(series ? { series } : {}),
    }
  }

  /** False if the event is gone: they are kept for an hour only. */
  #patchSeries({ regarding, moment, series }: Recorded): boolean {
    try {
      this.client.patch(this.#served, eventName(regarding, moment), namespaceOf(regarding), { series })
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
    for (const [uid, all] of this.#cache) {
      const left = all.filter(({ series, at }) => (series ? parseTime(series.lastObservedTime) : at) >= ended)
      if (left.length === all.length) continue
      for (const recorded of all) if (recorded.series && !left.includes(recorded)) this.#write(recorded)
      if (left.length > 0) this.#cache.set(uid, left)
      else this.#cache.delete(uid)
    }
  }

  #refresh(): void {
    for (const all of this.#cache.values()) for (const recorded of all) if (recorded.series) this.#write(recorded)
  }

  #every(ms: number, task: () => void): void {
    const tick = (): void => {
      task()
      this.clock.after(ms, tick, { background: true })
    }
    this.clock.after(ms, tick, { background: true })
  }
}

const namespaceOf = ({ namespace }: ObjectReference): string => namespace || 'default'

/** Events that differ in their note only. */
const isSame = (a: Recorded, b: Recorded): boolean =>
  a.type === b.type && a.action === b.action && a.reason === b.reason && deepEqual(a.regarding, b.regarding) && deepEqual(a.related, b.related)

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
