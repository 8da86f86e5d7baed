/** The course as a table: chapters, lessons, minutes, and what is done. */
import type { Course } from '../../tutor/lesson/course.ts'
import { clean } from '../../tutor/player/speech.ts'
import type { Colours } from '../colours.ts'
import type { Progress } from './progress.ts'

/** Lines to print. @throws LessonError if a lesson can't be read. */
export function courseList(course: Course, progress: Progress, paint: Colours): string[] {
  const width = Math.max(...course.ids.map((id) => id.length))
  return course.chapters.flatMap((chapter) => [
    paint.bold(chapter.title),
    ...chapter.lessons.map((id) => {
      const { title, minutes } = course.lesson(id)
      return `  ${mark(progress, id, paint)} ${id.padEnd(width)}  ${`${minutes}`.padStart(2)} min  ${clean(title)}`
    }),
    '',
  ])
}

function mark(progress: Progress, id: string, paint: Colours): string {
  const { begun, finished } = progress.of(id)
  if (begun) return paint.yellow('▸')
  return finished ? paint.green('✓') : paint.dim('·')
}
