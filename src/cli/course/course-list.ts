/** The course as a table: chapters, lessons, minutes, and what is done. */
import type { Course } from '../../tutor/lesson/course.ts'
import { clean } from '../../tutor/player/speech.ts'
import { wrap } from '../../tutor/player/wrap.ts'
import type { Colours } from '../colours.ts'
import type { Progress } from './progress.ts'
import { markOf, marks } from './progress-marks.ts'
import { type LessonState, stateOf } from './standing.ts'

/** A title is not broken into less than this. */
const narrowest = 12

/** Lines to print, in so many columns. @throws LessonError if a lesson can't be read. */
export function courseList(course: Course, progress: Progress, paint: Colours, columns: number): string[] {
  const width = Math.max(...course.ids.map((id) => id.length))
  const states = new Set<LessonState>()
  const lines = (id: string): string[] => {
    const { title, minutes } = course.lesson(id)
    const state = stateOf(progress.of(id))
    states.add(state)
    const before = `  ${markOf(state, paint)} ${id.padEnd(width)}  ${`${minutes}`.padStart(2)} min  `
    const indent = width + '  · '.length + '  12 min  '.length
    return wrap(clean(title), Math.max(columns - indent, narrowest)).map((part, i) => `${i === 0 ? before : ' '.repeat(indent)}${part}`)
  }
  const list = course.chapters.flatMap((chapter) => [paint.bold(chapter.title), ...chapter.lessons.flatMap(lines), ''])
  const legend = (['done', 'in progress', 'tested out'] as const).filter((state) => states.has(state)).map((state) => `${marks[state]} ${state}`)
  return legend.length === 0 ? list : [...list, paint.dim(legend.join('   ')), '']
}
