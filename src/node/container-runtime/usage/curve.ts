/**
 * How much of something a program uses as time goes by: CPU in millicores, memory in bytes. A curve is data, so that an
 * image, a lesson or a fault can say it: `40`, `{ from: 20 << 20, perSecond: 2 << 20, until: 500 << 20 }`,
 * `{ points: [[0, 10], [30, 900], [60, 10]], repeat: true }`. All of them are straight lines piece by piece, so that what
 * was used in any span of time, and when a limit will be reached, is computed when somebody asks.
 */
export type Curve = number | Growth | Points

/** Grows (or shrinks) evenly, for ever or until it reaches a value. */
interface Growth {
  readonly from: number
  readonly perSecond: number
  readonly until?: number
}

/** Straight lines between points of [seconds, value]; two points at the same second make a step. */
interface Points {
  readonly points: readonly (readonly [seconds: number, value: number])[]
  /** Begins anew after the last point. */
  readonly repeat?: boolean
}

/** A piece of a line: its value now, by how much it changes a second, and the second at which another piece begins. */
export interface Segment {
  readonly value: number
  readonly slope: number
  readonly end: number
}

/** The curve, so much higher. */
export function raised(curve: Curve, by: number): Curve {
  if (typeof curve === 'number') return curve + by
  if ('points' in curve) return { ...curve, points: curve.points.map(([at, value]) => [at, value + by]) }
  return { ...curve, from: curve.from + by, ...(curve.until === undefined ? {} : { until: curve.until + by }) }
}

const flat = (value: number, end = Number.POSITIVE_INFINITY): Segment => ({ value, slope: 0, end })

/** The piece of the curve at so many seconds after its beginning. */
export function segmentAt(curve: Curve, seconds: number): Segment {
  if (typeof curve === 'number') return flat(curve)
  return 'points' in curve ? pointsAt(curve, seconds) : growthAt(curve, seconds)
}

function growthAt({ from, perSecond, until }: Growth, seconds: number): Segment {
  const value = from + perSecond * seconds
  if (until === undefined || perSecond === 0) return { value, slope: perSecond, end: Number.POSITIVE_INFINITY }
  const end = Math.max(0, (until - from) / perSecond)
  return seconds < end ? { value, slope: perSecond, end } : flat(until)
}

function pointsAt({ points, repeat = false }: Points, seconds: number): Segment {
  const last = points.at(-1)
  if (!last) return flat(0)
  const period = last[0]
  const rounds = repeat && period > 0 ? Math.floor(seconds / period) : 0
  const within = seconds - rounds * period
  const next = points.findIndex(([at]) => at > within)
  const after = points[next]
  if (!after) return flat(last[1])
  const end = rounds * period + after[0]
  const before = points[next - 1]
  if (!before) return flat(after[1], end)
  const slope = (after[1] - before[1]) / (after[0] - before[0])
  return { value: before[1] + slope * (within - before[0]), slope, end }
}
