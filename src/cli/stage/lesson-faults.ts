/** What a lesson wants to go wrong, and when it began to: a trial has the same at the same times. */
import type { Cluster } from '../../cluster.ts'
import { FaultError } from '../../faults/field.ts'
import { type FaultEntry, wordsOf } from '../../tutor/lesson/fault-schema.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'

interface Noted {
  /** Simulated milliseconds since the lesson began. */
  readonly at: number
  readonly faults: readonly FaultEntry[]
}

export class LessonFaults {
  readonly #noted: Noted[] = []

  constructor(
    private readonly lesson: string,
    private readonly cluster: Cluster,
  ) {}

  /** Those that came while the lesson was played, in order. */
  get noted(): readonly Noted[] {
    return this.#noted
  }

  /** @throws LessonError for what makes no sense in this cluster */
  inject(faults: readonly FaultEntry[], at?: number): void {
    if (at !== undefined && faults.length > 0) this.#noted.push({ at, faults })
    for (const entry of faults) {
      try {
        this.cluster.faults.inject(entry.fault, wordsOf(entry))
      } catch (error) {
        if (!(error instanceof FaultError)) throw error
        throw new LessonError([{ file: `${this.lesson}/lesson.yaml`, line: 1, field: 'faults', problem: `${entry.fault}: ${error.message}`, remedy: '' }])
      }
    }
    this.cluster.settle()
  }
}
