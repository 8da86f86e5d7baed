/** Par: how few lines a step takes, and which. */
import type { Lesson } from './load.ts'

export interface Par {
  readonly lines: number
  /** The shortest of the listed ways. */
  readonly path: readonly string[]
}

export function parOf(lesson: Lesson, step: string): Par {
  const paths = lesson.ways.filter((way) => way.step === step).map(({ exchanges }) => exchanges.map(({ command }) => command))
  const path = paths.reduce((best, one) => (one.length < best.length ? one : best))
  return { lines: path.length, path }
}
