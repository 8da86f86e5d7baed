/** What was missed, beside the progress file. Written in one step; what can't be read is kept under another name. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Memory } from '../../tutor/quiz/schedule.ts'
import { progressPath } from '../course/progress.ts'

const content = z.object({
  format: z.literal(1),
  questions: z.record(z.string(), z.object({ seen: z.number(), due: z.number().optional(), pause: z.number().int().min(0).max(3).optional() })),
})

/** `$XDG_STATE_HOME/ktutor/quiz.json` */
export const memoryPath = (env: Readonly<Record<string, string | undefined>>): string => join(dirname(progressPath(env)), 'quiz.json')

export class MemoryFile {
  #failed = false

  /** `warn` is told, in a sentence, what could not be read or written. */
  constructor(
    private readonly path: string,
    private readonly warn: (text: string) => void,
  ) {}

  read(): Map<string, Memory> {
    if (!existsSync(this.path)) return new Map()
    const read = content.safeParse(json(readFileSync(this.path, 'utf8')))
    if (read.success) return new Map(Object.entries(read.data.questions) as [string, Memory][])
    this.#putAside()
    return new Map()
  }

  /** Keeps what is known of one question; what another round wrote meanwhile about others stays. */
  keep(id: string, memory: Memory): void {
    const questions = Object.fromEntries([...this.read(), [id, memory]])
    const temporary = `${this.path}.${process.pid}`
    try {
      mkdirSync(dirname(this.path), { recursive: true })
      writeFileSync(temporary, `${JSON.stringify({ format: 1, questions })}\n`, { mode: 0o600 })
      renameSync(temporary, this.path)
    } catch (error) {
      if (!this.#failed) this.warn(`what you missed can't be kept: ${(error as Error).message}`)
      this.#failed = true
    }
  }

  #putAside(): void {
    let name = `${this.path}.kept`
    for (let n = 2; existsSync(name); n++) name = `${this.path}.kept-${n}`
    renameSync(this.path, name)
    this.warn(`what you missed before could not be read. It is kept as ${name}, and a new file is begun.`)
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
