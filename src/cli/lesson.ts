import { oneOf, type Subcommand } from './subcommand.ts'

export const lesson: Subcommand = {
  name: 'lesson <what> [lessons...]',
  summary: 'for authors: lesson new ID begins a lesson, lesson check [LESSON…] tries lessons out, lesson schema prints their format',
  options: [{ flags: '--output <format>', meaning: 'of lesson check: text, or json with a line for each gate', default: 'text', parse: oneOf('text', 'json') }],
  more: `
Examples:
  ktutor lesson new probes-in-depth
  ktutor lesson check
  ktutor lesson check first-pod namespaces
  ktutor lesson schema > lesson.schema.json`,
  async run([what, ...lessons], { output }) {
    if (what === 'check') {
      const { checkLessonsAndReport } = await import('./course/check-lessons.ts')
      return checkLessonsAndReport(lessons, output)
    }
    if (what === 'schema') {
      const { lessonJsonSchema } = await import('../tutor/lesson/schema.ts')
      process.stdout.write(`${JSON.stringify(lessonJsonSchema(), undefined, 2)}\n`)
      return 0
    }
    if (what === 'new') {
      const { newLesson } = await import('./course/new-lesson.ts')
      return newLesson(lessons, { stdout: (text) => void process.stdout.write(text), stderr: (text) => void process.stderr.write(text) })
    }
    process.stderr.write(`ktutor: lesson ${what}: there are lesson new, lesson check and lesson schema\n`)
    return 2
  },
}
