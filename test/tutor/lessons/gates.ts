/** Every lesson that is shipped passes every gate, and each gate looked at something. A file a chapter, so that they run side by side. */
import { expect, jest, test } from '@jest/globals'
import { checkLessons, type Report } from '../../../src/cli/course/check-lessons.ts'
import { filesOf, lessonsFolder } from '../../../src/cli/course/lessons-folder.ts'
import { Course } from '../../../src/tutor/lesson/course.ts'

jest.setTimeout(300_000)

export const files = filesOf(lessonsFolder())
export const course = new Course(files)

const pass = async (id: string): Promise<void> => {
  const lesson = course.lesson(id)
  const checks = lesson.steps.reduce((sum, step) => sum + step.checks.length, 0)
  const reports: Report[] = []
  for await (const report of checkLessons(files, [id])) reports.push(report)
  expect(reports.flatMap(({ error, result }): readonly unknown[] => (error === undefined ? (result?.failures ?? []) : [error]))).toEqual([])
  expect(reports.map(({ gate }) => gate)).toEqual(['as-shipped', 'solutions', 'mistakes', 'hints', 'lint'])
  const evaluated = Object.fromEntries(reports.map(({ gate, result }) => [gate, result?.evaluated ?? 0]))
  // Once at least for every check; more often where lines are played, and for every mistake.
  expect(evaluated.lint).toBe(checks)
  expect(evaluated['as-shipped']).toBeGreaterThanOrEqual(checks)
  expect(evaluated.solutions).toBeGreaterThanOrEqual(2 * checks)
  expect(evaluated.hints).toBeGreaterThanOrEqual(checks)
  expect(evaluated.mistakes).toBeGreaterThanOrEqual(lesson.mistakes.length + checks)
}

/** The lessons of one chapter as tests. */
export function testChapter(id: string): void {
  const chapter = course.chapters.find((one) => one.id === id)
  test.each(chapter?.lessons ?? [])('%s', pass)
}
