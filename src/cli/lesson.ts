import type { Subcommand } from './subcommand.ts'

export const lesson: Subcommand = {
  name: 'lesson <what> [lessons...]',
  summary: 'for authors: lesson check [LESSON…] tries lessons out, lesson schema prints their format',
  more: `
Examples:
  ktutor lesson check
  ktutor lesson check first-pod namespaces
  ktutor lesson schema > lesson.schema.json`,
  async run([what, ...lessons]) {
    if (what === 'check') {
      const { checkLessonsAndReport } = await import('./course/check-lessons.ts')
      return checkLessonsAndReport(lessons)
    }
    if (what === 'schema') {
      const { lessonJsonSchema } = await import('../tutor/lesson/schema.ts')
      process.stdout.write(`${JSON.stringify(lessonJsonSchema(), undefined, 2)}\n`)
      return 0
    }
    process.stderr.write(`ktutor: lesson ${what}: there is only lesson check and lesson schema\n`)
    return 2
  },
}
