/** What several programs use together, each by its own curve. */
import { type Curve, type Segment, segmentAt } from './curve.ts'

/** A curve and when it began, in milliseconds since the epoch. */
export interface Timed {
  readonly curve: Curve
  readonly since: number
}

/** Looks this far ahead for the moment at which something is reached. */
const horizon = 86_400_000

const still: readonly Timed[] = []

export class Demand {
  /** What does not change by itself: most programs, most of the time. */
  #level = 0
  #moving = still

  add(timed: Timed): void {
    if (typeof timed.curve === 'number') this.#level += timed.curve
    else this.#moving = [...this.#moving, timed]
  }

  remove(timed: Timed): void {
    if (typeof timed.curve === 'number') this.#level = Math.max(0, this.#level - timed.curve)
    else this.#moving = this.#moving.filter((each) => each !== timed)
  }

  /** Whether it changes by itself as time passes. */
  get moves(): boolean {
    return this.#moving.length > 0
  }

  at(now: number): number {
    return this.moves ? this.segment(now).value : this.#level
  }

  /** The piece of the sum at a moment; slopes are a second, its end is in milliseconds since the epoch. */
  segment(now: number): Segment {
    let [value, slope, end] = [this.#level, 0, Number.POSITIVE_INFINITY]
    for (const { curve, since } of this.#moving) {
      const part = segmentAt(curve, (now - since) / 1000)
      value += part.value
      slope += part.slope
      end = Math.min(end, since + part.end * 1000)
    }
    return { value, slope, end }
  }

  /** The area under the sum, cut off at `cap`, in units times seconds. */
  area(from: number, to: number, cap = Number.POSITIVE_INFINITY): number {
    if (!this.moves) return (Math.min(this.#level, cap) * (to - from)) / 1000
    let sum = 0
    for (const { seconds, value, slope } of this.#pieces(from, to)) sum += cut(value, value + slope * seconds, seconds, cap)
    return sum
  }

  /** Seconds of the span in which the sum lies above a value. */
  above(from: number, to: number, limit: number): number {
    if (!this.moves) return this.#level > limit ? (to - from) / 1000 : 0
    let sum = 0
    for (const { seconds, value, slope } of this.#pieces(from, to)) sum += secondsAbove(value, slope, seconds, limit)
    return sum
  }

  /** When the sum first lies above a value, from `now` on; undefined if it never does within a day. */
  reaches(limit: number, now: number): number | undefined {
    for (const { start, seconds, value, slope } of this.#pieces(now, now + horizon)) {
      if (value > limit) return start
      if (slope > 0 && value + slope * seconds > limit) return start + Math.floor(((limit - value) / slope) * 1000) + 1
    }
    return undefined
  }

  *#pieces(from: number, to: number): Generator<{ start: number; seconds: number; value: number; slope: number }> {
    for (let start = from; start < to; ) {
      const { value, slope, end } = this.segment(start)
      // A piece that ends now, by rounding, is stepped over.
      const until = Math.min(to, end > start ? end : start + 1)
      yield { start, seconds: (until - start) / 1000, value, slope }
      start = until
    }
  }
}

/** The area of a trapezoid under a ceiling. */
function cut(first: number, last: number, seconds: number, cap: number): number {
  if (first <= cap && last <= cap) return ((first + last) / 2) * seconds
  if (first >= cap && last >= cap) return cap * seconds
  const low = Math.min(first, last)
  const below = ((cap - low) / Math.abs(last - first)) * seconds
  return ((low + cap) / 2) * below + cap * (seconds - below)
}

function secondsAbove(value: number, slope: number, seconds: number, limit: number): number {
  const last = value + slope * seconds
  if (value > limit && last > limit) return seconds
  if (value <= limit && last <= limit) return 0
  const crossing = (limit - value) / slope
  return slope > 0 ? seconds - crossing : crossing
}
