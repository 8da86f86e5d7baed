/**
 * Every lesson that is shipped passes every gate, and each gate looked at something. A file a chapter, so that they run side by
 * side; the gates run in the program as it was built, which takes half the time that they take within jest.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from '@jest/globals'
import type { Report } from '../../../src/cli/course/check-lessons.ts'
import { filesOf, lessonsFolder } from '../../../src/cli/course/lessons-folder.ts'
import { Course } from '../../../src/tutor/lesson/course.ts'

const program = fileURLToPath(new URL('../../../bin/ktutor.cjs', import.meta.url))
const patience = 300_000

export const files = filesOf(lessonsFolder())
export const course = new Course(files)

/** What each gate said of each lesson; failures are among it. */
async function reportsOn(ids: readonly string[]): Promise<Report[]> {
  // Many clusters come and go: room for the young saves a tenth of the time.
  const run = promisify(execFile)(process.execPath, ['--max-semi-space-size=64', program, 'lesson', 'check', ...ids, '--output', 'json'], {
    timeout: patience,
    maxBuffer: 1 << 26,
  })
  // A gate that fails makes the exit status 1, and its line says why.
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Report)
}

function expectPassed(id: string, reports: readonly Report[]): void {
  const lesson = course.lesson(id)
  const checks = lesson.steps.reduce((sum, step) => sum + step.checks.length, 0)
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
  const lessons = course.chapters.find((one) => one.id === id)?.lessons ?? []
  let reports: readonly Report[] = []
  beforeAll(async () => {
    reports = await reportsOn(lessons)
  }, patience)
  test.each(lessons)('%s', (lesson) =>
    expectPassed(
      lesson,
      reports.filter((report) => report.lesson === lesson),
    ),
  )
}
