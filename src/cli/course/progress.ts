/**
 * What a learner has done, in a file of theirs: finished lessons, and of each unfinished one the transcript from which it
 * goes on exactly where it was left. Written in one step, so that no crash leaves half a file; what can't be read is kept
 * under another name, never written over.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TranscriptLine } from '../../tutor/player/stage.ts'

const format = 1

/** A lesson that was begun and not finished. */
interface Begun {
  readonly seed: string
  /** When its cluster came up, in milliseconds since the epoch. */
  readonly start: number
  /** From 0. */
  readonly step: number
  readonly transcript: readonly TranscriptLine[]
}

export interface LessonProgress {
  readonly finished: boolean
  readonly begun?: Begun
}

interface Content {
  readonly format: number
  /** The lesson that was played last. */
  readonly last?: string
  readonly lessons: Readonly<Record<string, LessonProgress>>
}

const empty: Content = { format, lessons: {} }

/** `$XDG_STATE_HOME/ktutor/progress.json` */
export function progressPath(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(env.HOME || homedir(), '.local', 'state')
  return join(state, 'ktutor', 'progress.json')
}

export class Progress {
  #failed = false

  /** `warn` is told, in a sentence, what could not be read or written. */
  constructor(
    private readonly path: string,
    private readonly warn: (text: string) => void,
  ) {}

  of(id: string): LessonProgress {
    const { lessons } = this.#read()
    return Object.hasOwn(lessons, id) ? (lessons[id] as LessonProgress) : { finished: false }
  }

  /** The unfinished lesson that was played last, if any. */
  get unfinished(): string | undefined {
    const { last, lessons } = this.#read()
    if (last !== undefined && lessons[last]?.begun) return last
    return Object.keys(lessons).find((id) => lessons[id]?.begun)
  }

  /** Writes what is new about a lesson; what other sessions wrote meanwhile about others stays. */
  set(id: string, progress: LessonProgress): void {
    const now = this.#read()
    this.#write({ ...now, format, last: id, lessons: { ...now.lessons, [id]: progress } })
  }

  #read(): Content {
    if (!existsSync(this.path)) return empty
    try {
      const content = JSON.parse(readFileSync(this.path, 'utf8')) as Content
      if (isContent(content)) return content
      this.#putAside(Number(content?.format) > format ? 'it was written by a newer ktutor' : 'it is not what ktutor writes')
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.#putAside('it is damaged')
    }
    return empty
  }

  #putAside(why: string): void {
    let name = `${this.path}.kept`
    for (let n = 2; existsSync(name); n++) name = `${this.path}.kept-${n}`
    renameSync(this.path, name)
    this.warn(`your progress could not be read: ${why}. It is kept as ${name}, and a new file is begun.`)
  }

  #write(content: Content): void {
    const temporary = `${this.path}.${process.pid}`
    try {
      mkdirSync(dirname(this.path), { recursive: true })
      writeFileSync(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600 })
      renameSync(temporary, this.path)
    } catch (error) {
      if (!this.#failed) this.warn(`your progress can't be kept: ${(error as Error).message}`)
      this.#failed = true
    }
  }
}

function isContent(content: Content): boolean {
  if (typeof content !== 'object' || content === null || content.format !== format) return false
  return typeof content.lessons === 'object' && content.lessons !== null && Object.values(content.lessons).every(isLessonProgress)
}

function isLessonProgress(progress: LessonProgress): boolean {
  if (typeof progress !== 'object' || progress === null || typeof progress.finished !== 'boolean') return false
  const { begun } = progress
  if (begun === undefined) return true
  const isLine = (line: TranscriptLine): boolean => typeof line?.at === 'number' && typeof line.line === 'string'
  return typeof begun.seed === 'string' && typeof begun.start === 'number' && Array.isArray(begun.transcript) && begun.transcript.every(isLine)
}
