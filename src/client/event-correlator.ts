/**
 * Keeps a component from flooding the cluster with Events. Models client-go tools/record/events_cache.go: a budget for
 * each object, similar events combined into one, repeated events counted on the first.
 *
 * What is remembered hangs together by object, kind of event and message instead of under long texts as keys, and in
 * chains instead of lists that are mostly empty: there are several events for each pod of a cluster.
 */
import type { ObjectReference } from '../api/types.ts'
import { Recent, type Remembered } from './recent.ts'

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
export interface Seen extends Remembered {
  readonly similar: Similar
  readonly fieldPath: string | undefined
  /** Undefined for what stands for many messages. */
  readonly message: string | undefined
  count: number
  firstTimestamp: string | undefined
  name: string
  next: Seen | undefined
}

/** Events of one object that differ in their message only. */
interface Similar extends Remembered {
  readonly subject: Subject
  readonly type: string
  readonly reason: string
  /** Different ones, the oldest first. Hardly ever is there more than one. */
  messages: string | string[]
  /** Since the correlator began, as all times here: that makes small numbers. */
  at: number
  seen: Seen | undefined
  next: Similar | undefined
}

/** An object that events are about. */
interface Subject extends Remembered {
  readonly reference: ObjectReference
  /** How many events it may still have. */
  tokens: number
  at: number
  similar: Similar | undefined
  /** Another one of the same uid; there should be none. */
  next: Subject | undefined
}

const combined = '(combined from similar events): '

export class EventCorrelator {
  readonly #subjects = new Map<string, Subject>()
  #start: number | undefined
  readonly #budgets = new Recent<Subject>(
    () => this.#everySubject(),
    (subject) => this.#tidy(subject),
  )
  readonly #groups = new Recent<Similar>(
    () => this.#everySimilar(),
    (similar) => this.#tidyGroup(similar),
  )
  readonly #seen = new Recent<Seen>(
    () => this.#everySeen(),
    (seen) => {
      seen.similar.seen = without(seen.similar.seen, seen)
      this.#tidyGroup(seen.similar)
    },
  )

  /** How to send what happened. `time` in milliseconds. */
  correlate({ involvedObject, type, reason, message }: Happening, time: number): Correlated {
    const now = time - (this.#start ??= time)
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
    if (similar.used === 0 || now - similar.at > similarWindowMs) {
      similar.messages = message
      this.#groups.touch(similar)
    }
    similar.at = now
    if (similar.messages === message) return false
    if (typeof similar.messages === 'string') similar.messages = [similar.messages]
    if (!similar.messages.includes(message)) similar.messages.push(message)
    if (similar.messages.length < similarMax) return false
    // Oldest message out: they must not grow for ever.
    similar.messages.shift()
    return true
  }

  #overBudget(subject: Subject, now: number): boolean {
    const tokens = subject.used === 0 ? burst : Math.min(burst, subject.tokens + (now - subject.at) / refillMs)
    subject.tokens = tokens >= 1 ? tokens - 1 : tokens
    subject.at = now
    this.#budgets.touch(subject)
    return tokens < 1
  }

  #subject(reference: ObjectReference): Subject {
    const { uid = '' } = reference
    const first = this.#subjects.get(uid)
    for (let subject = first; subject; subject = subject.next) if (isSame(subject.reference, reference)) return subject
    const subject: Subject = { reference, tokens: burst, at: 0, similar: undefined, next: first, used: 0 }
    this.#subjects.set(uid, subject)
    return subject
  }

  #tidyGroup(similar: Similar): void {
    if (similar.used > 0 || similar.seen) return
    const { subject } = similar
    subject.similar = without(subject.similar, similar)
    this.#tidy(subject)
  }

  #tidy(subject: Subject): void {
    if (subject.used > 0 || subject.similar) return
    const { uid = '' } = subject.reference
    const left = without(this.#subjects.get(uid), subject)
    if (left) this.#subjects.set(uid, left)
    else this.#subjects.delete(uid)
  }

  *#everySubject(): Generator<Subject> {
    for (const first of this.#subjects.values()) for (let subject: Subject | undefined = first; subject; subject = subject.next) yield subject
  }

  *#everySimilar(): Generator<Similar> {
    for (const subject of this.#everySubject()) for (let { similar } = subject; similar; similar = similar.next) yield similar
  }

  *#everySeen(): Generator<Seen> {
    for (const similar of this.#everySimilar()) for (let { seen } = similar; seen; seen = seen.next) yield seen
  }
}

const isSame = (a: ObjectReference, b: ObjectReference): boolean =>
  a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.apiVersion === b.apiVersion

/** The chain that is left without one of its links. */
function without<T extends { next: T | undefined }>(first: T | undefined, gone: T): T | undefined {
  if (first === gone) return gone.next
  for (let link = first; link; link = link.next)
    if (link.next === gone) {
      link.next = gone.next
      return first
    }
  return first
}

function similarIn(subject: Subject, type: string, reason: string): Similar {
  for (let { similar } = subject; similar; similar = similar.next) if (similar.reason === reason && similar.type === type) return similar
  const similar: Similar = { subject, type, reason, messages: '', at: 0, seen: undefined, next: subject.similar, used: 0 }
  subject.similar = similar
  return similar
}

function seenIn(similar: Similar, fieldPath: string | undefined, message: string | undefined): Seen {
  for (let { seen } = similar; seen; seen = seen.next) if (seen.message === message && seen.fieldPath === fieldPath) return seen
  const seen: Seen = { similar, fieldPath, message, count: 0, firstTimestamp: undefined, name: '', next: similar.seen, used: 0 }
  similar.seen = seen
  return seen
}
