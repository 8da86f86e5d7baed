/**
 * Keeps a component from flooding the cluster with Events. Models client-go tools/record/events_cache.go: a budget for
 * each object, similar events combined into one, repeated events counted on the first.
 *
 * What is remembered hangs together by object, kind of event and message instead of under long texts as keys: there are
 * several events for each pod of a cluster.
 */
import type { ObjectReference } from '../api/types.ts'
import { Recent } from './recent.ts'

const burst = 25
/** One more event each five minutes once the burst is used up. */
const refillMs = 300_000
const similarMax = 10
const similarWindowMs = 600_000

/** What happened, before it is an Event. All that comes to one correlator has one source. */
export interface Happening {
  readonly involvedObject: ObjectReference
  readonly type: string
  readonly reason: string
  readonly message: string
}

export interface Correlated {
  readonly message: string
  /** As which it is counted. An event that is counted for the first time has no name yet. */
  readonly seen: Seen
  /** The event is one that exists already, with a higher count. */
  readonly repeats: boolean
  /** It must not be sent: its object has used up its budget. */
  readonly spam: boolean
}

/** An event that was sent: the next one like it is counted there. */
export interface Seen {
  readonly similar: Similar
  readonly fieldPath: string | undefined
  /** Undefined for what stands for many messages. */
  readonly message: string | undefined
  count: number
  firstTimestamp: string | undefined
  name: string
}

/** Events of one object that differ in their message only. */
interface Similar {
  readonly subject: Subject
  readonly type: string
  readonly reason: string
  /** Different ones, the oldest first; hardly ever more than one. Undefined if they are forgotten. */
  messages: string[] | undefined
  at: number
  readonly seen: Seen[]
}

/** An object that events are about. */
interface Subject {
  readonly reference: ObjectReference
  /** How many events it may still have; undefined if that is forgotten. */
  tokens: number | undefined
  at: number
  readonly similar: Similar[]
}

const combined = '(combined from similar events): '

export class EventCorrelator {
  /** By uid; those of one uid that are not the same are as good as never there. */
  readonly #subjects = new Map<string, Subject[]>()
  readonly #budgets = new Recent<Subject>((subject) => {
    subject.tokens = undefined
    this.#tidy(subject)
  })
  readonly #groups = new Recent<Similar>((similar) => {
    similar.messages = undefined
    this.#tidyGroup(similar)
  })
  readonly #seen = new Recent<Seen>((seen) => {
    seen.similar.seen.splice(seen.similar.seen.indexOf(seen), 1)
    this.#tidyGroup(seen.similar)
  })

  /** How to send what happened. `now` in milliseconds. */
  correlate({ involvedObject, type, reason, message }: Happening, now: number): Correlated {
    const subject = this.#subject(involvedObject)
    const similar = similarIn(subject, type, reason)
    const many = this.#aggregate(similar, message, now)
    const seen = many ? seenIn(similar, undefined, undefined) : seenIn(similar, involvedObject.fieldPath, message)
    this.#seen.touch(seen)
    seen.count++
    return { message: many ? `${combined}${message}` : message, seen, repeats: seen.count > 1, spam: this.#overBudget(subject, now) }
  }

  /** Whether there are so many messages that they are combined. */
  #aggregate(similar: Similar, message: string, now: number): boolean {
    if (!similar.messages || now - similar.at > similarWindowMs) {
      similar.messages = []
      this.#groups.touch(similar)
    }
    similar.at = now
    if (!similar.messages.includes(message)) similar.messages.push(message)
    if (similar.messages.length < similarMax) return false
    // Oldest message out: they must not grow for ever.
    similar.messages.shift()
    return true
  }

  #overBudget(subject: Subject, now: number): boolean {
    const tokens = subject.tokens === undefined ? burst : Math.min(burst, subject.tokens + (now - subject.at) / refillMs)
    subject.tokens = tokens >= 1 ? tokens - 1 : tokens
    subject.at = now
    this.#budgets.touch(subject)
    return tokens < 1
  }

  #subject(reference: ObjectReference): Subject {
    const { uid = '' } = reference
    const there = this.#subjects.get(uid)
    if (there) for (const subject of there) if (isSame(subject.reference, reference)) return subject
    const subject: Subject = { reference, tokens: undefined, at: 0, similar: [] }
    if (there) there.push(subject)
    else this.#subjects.set(uid, [subject])
    return subject
  }

  #tidyGroup(similar: Similar): void {
    if (similar.messages || similar.seen.length > 0) return
    const { subject } = similar
    subject.similar.splice(subject.similar.indexOf(similar), 1)
    this.#tidy(subject)
  }

  #tidy(subject: Subject): void {
    if (subject.tokens !== undefined || subject.similar.length > 0) return
    const { uid = '' } = subject.reference
    const others = this.#subjects.get(uid)?.filter((other) => other !== subject) ?? []
    if (others.length > 0) this.#subjects.set(uid, others)
    else this.#subjects.delete(uid)
  }
}

const isSame = (a: ObjectReference, b: ObjectReference): boolean =>
  a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.apiVersion === b.apiVersion

function similarIn(subject: Subject, type: string, reason: string): Similar {
  for (const similar of subject.similar) if (similar.reason === reason && similar.type === type) return similar
  const similar: Similar = { subject, type, reason, messages: undefined, at: 0, seen: [] }
  subject.similar.push(similar)
  return similar
}

function seenIn(similar: Similar, fieldPath: string | undefined, message: string | undefined): Seen {
  for (const seen of similar.seen) if (seen.message === message && seen.fieldPath === fieldPath) return seen
  const seen: Seen = { similar, fieldPath, message, count: 0, firstTimestamp: undefined, name: '' }
  similar.seen.push(seen)
  return seen
}
