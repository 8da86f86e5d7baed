/**
 * solution.md: the ways that solve each step, as a golden page to read. A block ```console step=ID way=NAME holds the
 * lines of one way. A command under which the page shows no output is run, and what it prints is not compared.
 */
import { type Exchange, type Page, parsePage } from '../../shell/golden-page.ts'
import { type Finding, LessonError } from './lesson-error.ts'
import type { LessonData } from './schema.ts'

export interface Way {
  readonly step: string
  readonly name: string
  readonly exchanges: readonly Exchange[]
}

/** @throws LessonError */
export function parseSolution(file: string, source: string, lesson: LessonData): Way[] {
  const wrong: Finding[] = []
  const problem = (line: number, text: string, remedy: string): void => void wrong.push({ file, line, field: '', problem: text, remedy })
  const ways: Way[] = []
  for (const part of pageOf(file, source).parts) {
    if (part.kind !== 'console') continue
    const { step = '', way = '' } = part.words
    const line = (part.exchanges[0]?.line ?? 2) - 1
    if (!lesson.steps.some(({ id }) => id === step)) problem(line, `no step is called "${step}"`, 'Name it: ```console step=ID way=NAME')
    else if (way === '') problem(line, 'the way has no name', 'Name it: ```console step=ID way=NAME')
    else ways.push({ step, name: way, exchanges: part.exchanges })
  }
  const unsolved = lesson.steps.filter(({ id }) => !ways.some(({ step }) => step === id))
  if (wrong.length === 0) for (const { id } of unsolved) problem(1, `step ${id} has no way to solve it`, `Add a block \`\`\`console step=${id} way=NAME`)
  if (wrong.length > 0) throw new LessonError(wrong)
  return ways
}

function pageOf(file: string, source: string): Page {
  try {
    return parsePage(source)
  } catch (error) {
    const [, line = '1', problem = ''] = /^line (\d+): (.*)$/.exec((error as Error).message) ?? [undefined, '1', (error as Error).message]
    throw new LessonError([{ file, line: Number(line), field: '', problem, remedy: '' }])
  }
}
