/**
 * Keeps a component from flooding the cluster with Events. Models client-go tools/record/events_cache.go: a budget for
 * each object, similar events combined into one, repeated events counted on the first.
 */
import type { Event } from '../api/types.ts'

const mostEntries = 4096
const burst = 25
/** One more event each five minutes once the burst is used up. */
const refillMs = 300_000
const similarMax = 10
const similarWindowMs = 600_000

export interface Correlated {
  readonly event: Event
  /** The event is one that exists already, with a higher count. */
  readonly repeats: boolean
  /** Under which it is counted. */
  readonly key: string
}

interface Similar {
  /** Different ones, the oldest first; hardly ever more than one. */
  messages: string[]
  at: number
}

interface Seen {
  count: number
  firstTimestamp: string | undefined
  name: string
}

export class EventCorrelator {
  readonly #budgets = new Map<string, { tokens: number; at: number }>()
  readonly #similar = new Map<string, Similar>()
  readonly #seen = new Map<string, Seen>()

  /** What to send for `event`, or undefined if its object has used up its budget. `now` in milliseconds. */
  correlate(event: Event, now: number): Correlated | undefined {
    const object = objectOf(event)
    const { key, message } = this.#aggregate(object, event, now)
    const correlated = this.#count({ ...event, message }, key)
    return this.#overBudget(object, now) ? undefined : correlated
  }

  /** Remembers what the server made of an event, so that the next one like it can be counted there. */
  stored(key: string, { count = 1, firstTimestamp, metadata }: Event): void {
    remember(this.#seen, key, { count, firstTimestamp, name: metadata.name })
  }

  #aggregate(object: string, event: Event, now: number): { key: string; message: string } {
    const group = similarKey(object, event)
    let similar = this.#similar.get(group)
    if (!similar || now - similar.at > similarWindowMs) remember(this.#similar, group, (similar = { messages: [], at: now }))
    similar.at = now
    const { message = '' } = event
    if (!similar.messages.includes(message)) similar.messages.push(message)
    if (similar.messages.length < similarMax) return { key: exactKey(object, event), message }
    // Oldest message out: they must not grow for ever.
    similar.messages.shift()
    return { key: group, message: `${combined}${message}` }
  }

  #count(event: Event, key: string): Correlated {
    const seen = this.#seen.get(key)
    const count = (seen?.count ?? 0) + 1
    const repeated = seen ? { ...event, count, firstTimestamp: seen.firstTimestamp, metadata: { ...event.metadata, name: seen.name } } : event
    this.stored(key, repeated)
    return { event: repeated, repeats: count > 1, key }
  }

  #overBudget(key: string, now: number): boolean {
    const budget = this.#budgets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, budget.tokens + (now - budget.at) / refillMs)
    remember(this.#budgets, key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now })
    return tokens < 1
  }
}

/** Sets an entry and makes it the newest; of too many entries the oldest is forgotten. */
function remember<T>(entries: Map<string, T>, key: string, value: T): void {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size <= mostEntries) return
  for (const oldest of entries.keys()) {
    entries.delete(oldest)
    return
  }
}

const combined = '(combined from similar events): '

/** The object that an event is about. All that comes to one correlator has one source. */
const objectOf = ({ involvedObject: { kind = '', namespace = '', name = '', uid = '', apiVersion = '' } }: Event): string =>
  [uid, apiVersion, kind, namespace, name].join(separator)

/** Events of one object that differ in their message only. */
const similarKey = (object: string, { type = '', reason = '', reportingComponent = '', reportingInstance = '' }: Event): string =>
  [object, type, reason, reportingComponent, reportingInstance].join(separator)

const exactKey = (object: string, { involvedObject: { fieldPath = '' }, type = '', reason = '', message = '' }: Event): string =>
  [object, fieldPath, type, reason, message].join(separator)

/** No field but the message, which is the last, has a line break in it. */
const separator = '\n'
