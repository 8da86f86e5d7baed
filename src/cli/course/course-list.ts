/** The course as a table: chapters, lessons, minutes, and what is done. */
import type { Course } from '../../tutor/lesson/course.ts'
import { clean } from '../../tutor/player/speech.ts'
import type { Colours } from '../colours.ts'
import type { Progress } from './progress.ts'
import { markOf, marks } from './progress-marks.ts'
import { type LessonState, stateOf } from './standing.ts'

/** Lines to print. @throws LessonError if a lesson can't be read. */
export function courseList(course: Course, progress: Progress, paint: Colours): string[] {
  const width = Math.max(...course.ids.map((id) => id.length))
  const states = new Set<LessonState>()
  const line = (id: string): string => {
    const { title, minutes } = course.lesson(id)
    const state = stateOf(progress.of(id))
    states.add(state)
    return `  ${markOf(state, paint)} ${id.padEnd(width)}  ${`${minutes}`.padStart(2)} min  ${clean(title)}`
  }
  const lines = course.chapters.flatMap((chapter) => [paint.bold(chapter.title), ...chapter.lessons.map(line), ''])
  const legend = (['done', 'in progress', 'tested out'] as const).filter((state) => states.has(state)).map((state) => `${marks[state]} ${state}`)
  return legend.length === 0 ? lines : [...lines, paint.dim(legend.join('   ')), '']
}
