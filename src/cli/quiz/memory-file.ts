/** What was missed, beside the progress file. */
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Memory } from '../../tutor/quiz/schedule.ts'
import { progressPath } from '../course/progress.ts'
import { KeptFile } from '../kept-file.ts'

const schema = z.object({
  format: z.literal(1),
  questions: z.record(z.string(), z.object({ seen: z.number(), due: z.number().optional(), pause: z.number().int().min(0).max(3).optional() })),
})

interface Content {
  readonly format: 1
  readonly questions: Readonly<Record<string, Memory>>
}

/** `$XDG_STATE_HOME/ktutor/quiz.json` */
export const memoryPath = (env: Readonly<Record<string, string | undefined>>): string => join(dirname(progressPath(env)), 'quiz.json')

export class MemoryFile {
  readonly #file: KeptFile<Content>

  /** `warn` is told, in a sentence, what could not be read or written. */
  constructor(path: string, warn: (text: string) => void) {
    this.#file = new KeptFile(path, { what: 'what you missed', empty: { format: 1, questions: {} }, read: readContent, warn })
  }

  read(): Map<string, Memory> {
    return new Map(Object.entries(this.#file.read().questions))
  }

  /** Keeps what comes of one answer; what another round writes meanwhile about others stays. */
  keep(id: string, answered: (before: Memory | undefined) => Memory): void {
    this.#file.change(({ questions, ...rest }) => ({
      ...rest,
      questions: { ...questions, [id]: answered(Object.hasOwn(questions, id) ? questions[id] : undefined) },
    }))
  }
}

function readContent(value: unknown): { content: Content } | { problem: string } {
  const read = schema.safeParse(value)
  return read.success ? { content: read.data as Content } : { problem: 'it is not what ktutor writes' }
}
