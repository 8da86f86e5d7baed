/** The sign of each state that a lesson may be in, the same wherever lessons are listed. */
import type { Colours } from '../colours.ts'
import type { LessonState } from './standing.ts'

export const marks: Readonly<Record<LessonState, string>> = { new: '·', 'in progress': '▸', done: '✓', 'tested out': '»' }

export function markOf(state: LessonState, paint: Colours): string {
  const style = { new: paint.dim, 'in progress': paint.yellow, done: paint.green, 'tested out': paint.green }[state]
  return style(marks[state])
}
