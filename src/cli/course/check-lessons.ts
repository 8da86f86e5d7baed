/** `ktutor lesson check`: runs the gates over lessons and reports, for their authors. */
import { silentCommands } from '../../tutor/commands/index.ts'
import type { Failure, GateContext, GateResult } from '../../tutor/gates/gate.ts'
import { gates } from '../../tutor/gates/index.ts'
import type { Rehearse } from '../../tutor/gates/rehearsal.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { findingText, LessonError } from '../../tutor/lesson/lesson-error.ts'
import type { LessonFiles } from '../../tutor/lesson/load.ts'
import { idPattern } from '../../tutor/lesson/schema.ts'
import { LessonStage } from '../stage/stage.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'

export interface Report {
  readonly lesson: string
  readonly gate: string
  readonly result: GateResult | undefined
  /** Why the gate could not even be run. */
  readonly error: string | undefined
}

const rehearsedAt = Date.parse('2026-01-05T09:00:00Z')

const rehearse: Rehearse = (lesson) => LessonStage.build({ lesson, seed: `rehearsal of ${lesson.id}`, start: rehearsedAt, commands: silentCommands })

/** Runs every gate over the lessons, reporting each as it ends. */
export async function* checkLessons(files: LessonFiles, ids: readonly string[]): AsyncGenerator<Report> {
  const course = new Course(files)
  for (const id of ids) {
    const failing = new Set<string>()
    for (const gate of gates) {
      const report = { lesson: id, gate: gate.name }
      try {
        yield { ...report, result: await gate.run(contextOf(course, files, id, failing)), error: undefined }
      } catch (error) {
        const text = error instanceof LessonError ? error.findings.map(findingText).join('\n') : ((error as Error).stack ?? String(error))
        yield { ...report, result: undefined, error: text }
        // No further gate could say more of a lesson that can't be read.
        if (error instanceof LessonError) break
      }
    }
  }
}

function contextOf(course: Course, files: LessonFiles, id: string, failing: Set<string>): GateContext {
  const pages = files.list('concepts').map((name) => name.replace(/\.md$/, ''))
  return { lesson: course.lesson(id), course, rehearse, failing, concepts: pages.length > 0 ? new Set(pages) : undefined }
}

/** @returns the exit status. With `json`, each report is a line. */
export async function checkLessonsAndReport(wanted: readonly string[], output: 'text' | 'json'): Promise<number> {
  const files = filesOf(lessonsFolder())
  const { ids } = new Course(files)
  // A lesson may be tried before it stands in the course.
  for (const id of wanted)
    if (!ids.includes(id) && !(idPattern.test(id) && files.read(`${id}/lesson.yaml`) !== undefined)) {
      const near = nearest(id, ids)
      process.stderr.write(`ktutor: no lesson is called "${id}".${near ? ` Did you mean ${near}?` : ` There are: ${ids.join(', ')}`}\n`)
      return 2
    }
  let passed = 0
  let failed = 0
  for await (const report of checkLessons(files, wanted.length > 0 ? wanted : ids)) {
    const { lesson, gate, result, error } = report
    const fine = result !== undefined && result.failures.length === 0 && result.evaluated > 0
    if (fine) passed++
    else failed++
    if (output === 'json') {
      process.stdout.write(`${JSON.stringify(report)}\n`)
      continue
    }
    const count = result ? `${result.evaluated} checks evaluated` : 'not run'
    process.stdout.write(`${fine ? '✓' : '✗'} ${lesson}  ${gate}  (${count})\n`)
    for (const failure of result?.failures ?? []) process.stdout.write(failureText(failure))
    if (error !== undefined) process.stdout.write(indented(error))
  }
  if (output === 'text') process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed > 0 ? 1 : 0
}

const failureText = ({ place, step, played, command, expected, seen }: Failure): string =>
  indented(
    [
      `${place}: ${step === '' ? '' : `step ${step}, `}${played}`,
      ...(command === '' ? [] : [`command   ${command}`]),
      `expected  ${expected}`,
      `seen      ${seen}`,
    ]
      .map((line, i) => (i === 0 ? line : `  ${line.replaceAll('\n', '\n            ')}`))
      .join('\n'),
  )

const indented = (text: string): string => `${text.replace(/^/gm, '    ')}\n`
