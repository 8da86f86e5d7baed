/**
 * Gates: what every lesson must pass in every test run, so that no lesson can be shipped that can't be solved, solves
 * itself, or breaks its promises. Each gate is one file.
 */
import type { Course } from '../lesson/course.ts'
import type { Lesson } from '../lesson/load.ts'
import type { Rehearse } from './rehearsal.ts'

export interface GateContext {
  readonly lesson: Lesson
  readonly course: Course
  readonly rehearse: Rehearse
  /** `step/index` of every check that a gate has seen fail: one that nothing ever failed may be one that nothing can fail. */
  readonly failing: Set<string>
  /** Names of concept pages; undefined while there are none at all. */
  readonly concepts: ReadonlySet<string> | undefined
}

export interface Gate {
  readonly name: string
  run(context: GateContext): Promise<GateResult>
}

export interface GateResult {
  readonly failures: readonly Failure[]
  /** How many checks were evaluated; a gate that evaluates none proves nothing. */
  readonly evaluated: number
}

export interface Failure {
  /** `first-pod/solution.md:12` */
  readonly place: string
  /** `run`, and what was played: `way apply`, `mistake 2`. */
  readonly step: string
  readonly played: string
  /** The command at fault, or ''. */
  readonly command: string
  readonly expected: string
  readonly seen: string
}
