/** Where a lesson is played: a cluster in the lesson's start state, with a shell around it. Built by an edge (cli/). */
import type { World } from '../world.ts'

export interface Stage {
  readonly world: World
  /** Since the lesson began, simulated milliseconds. */
  elapsed(): number
  /** Runs a line of the learner; its exit status. */
  run(line: string): Promise<number>
  /** Lets simulated time pass at once. */
  skip(ms: number): void
  /**
   * Moves whenever the learner changed something: the cluster, a file, the shell's state. What only looked leaves it as
   * it was.
   */
  changes(): Promise<string>
  /** Forgets what was observed and answered: a new step begins. */
  beginStep(): void
  setAnswer(text: string): void
  /** What the last line printed to standard error. */
  readonly lastError: string
  end(): void
}

/** One line of a session, and when it was typed: simulated milliseconds after the start. A session is these and its seed. */
export interface TranscriptLine {
  readonly at: number
  readonly line: string
}

export interface StageFactory {
  /** A stage in the lesson's start state. `silent`: what commands print is thrown away and time jumps, until goLive(). */
  build(): Promise<BuiltStage>
}

export interface BuiltStage extends Stage {
  /** From now on the learner sees what commands print, and time passes as it does for people. */
  goLive(): void
}
