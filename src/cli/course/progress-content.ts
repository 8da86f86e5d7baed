/**
 * What the progress file holds. Format 1 has grown: everything but `finished` and `begun` came later and may be missing.
 * An older ktutor reads a newer file of this format, and drops of a lesson that is played there what it does not know.
 */
import type { TranscriptLine } from '../../tutor/player/stage.ts'

const format = 1

/** A lesson that was begun and not finished. */
export interface Begun {
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
  /** When the chapter's test was passed; milliseconds since the epoch. */
  readonly testedOut?: number
  /** When it was played last; milliseconds since the epoch. */
  readonly played?: number
  /** Time at the prompt, all sessions together; milliseconds. */
  readonly spent?: number
  /** Lines that each step took, by its id: those that did something. Of several times the best. */
  readonly lines?: Readonly<Record<string, number>>
}

export interface Content {
  readonly format: number
  /** The lesson that was played last. */
  readonly last?: string
  readonly lessons: Readonly<Record<string, LessonProgress>>
}

/** Whether there is nothing left to do in a lesson. */
export const isDone = ({ finished, testedOut }: LessonProgress): boolean => finished || testedOut !== undefined

export const empty: Content = { format, lessons: {} }

/** The content of a file, or why it is none. */
export function readContent(value: unknown): { content: Content } | { problem: string } {
  if (isContent(value as Content)) return { content: value as Content }
  return { problem: Number((value as Content | null)?.format) > format ? 'it was written by a newer ktutor' : 'it is not what ktutor writes' }
}

function isContent(content: Content): boolean {
  if (!isRecord(content) || content.format !== format || !['undefined', 'string'].includes(typeof content.last)) return false
  return isRecord(content.lessons) && Object.values(content.lessons).every(isLessonProgress)
}

function isLessonProgress(progress: LessonProgress): boolean {
  if (!isRecord(progress) || typeof progress.finished !== 'boolean') return false
  const { begun, testedOut, played, spent, lines = {} } = progress
  const areNumbers = [testedOut, played, spent].every((one) => one === undefined || Number.isFinite(one))
  const areCounts = isRecord(lines) && Object.values(lines).every((count) => Number.isInteger(count) && count >= 0)
  return areNumbers && areCounts && (begun === undefined || isBegun(begun))
}

function isBegun(begun: Begun): boolean {
  const isLine = (line: TranscriptLine): boolean => typeof line?.at === 'number' && typeof line.line === 'string'
  return (
    isRecord(begun) && typeof begun.seed === 'string' && typeof begun.start === 'number' && Array.isArray(begun.transcript) && begun.transcript.every(isLine)
  )
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
