/** Names of Events: the object, and when. */
import type { ObjectReference } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'

/** A time to the nanosecond: whole milliseconds since the epoch, and nanoseconds beyond. Together they are more than a number holds. */
export interface Moment {
  readonly ms: number
  readonly ns: number
}

const perMs = 1_000_000
const lastOf = new WeakMap<Clock, Moment>()

/** The simulated clock has no nanoseconds: chance gives them, later for each event, so that names sort as things happened. */
export function nextMoment(clock: Clock, random: Random): Moment {
  const now = Math.floor(clock.now())
  const last = lastOf.get(clock)
  const later = last !== undefined && last.ms >= now ? last : undefined
  const ns = (later?.ns ?? 0) + 1 + random.below(1000)
  const next = { ms: (later?.ms ?? now) + Math.floor(ns / perMs), ns: ns % perMs }
  lastOf.set(clock, next)
  return next
}

/** So many milliseconds are calculated with at a time that no number gets too big. */
const part = 2 ** 24

/** `web.17c3a0b2d4e5f601`: the object, and nanoseconds since the epoch. */
export function eventName(object: ObjectReference, { ms, ns }: Moment): string {
  const low = (ms % part) * perMs + ns
  const high = Math.floor(ms / part) * perMs + Math.floor(low / part)
  return `${object.name}.${high.toString(16)}${(low % part).toString(16).padStart(6, '0')}`
}
