/** Where a lesson is played: a cluster in the lesson's start state, with a shell around it. Built by an edge (cli/). */
import type { FaultedCluster } from '../commands/fault.ts'
import type { FaultEntry } from '../lesson/fault-schema.ts'
import type { World } from '../world.ts'

export interface Stage {
  readonly world: World
  /** Where `fault` makes things go wrong. */
  readonly cluster: FaultedCluster
  /** Since the lesson began, simulated milliseconds. */
  elapsed(): number
  /** Runs a line of the learner; its exit status. `outside`: what came from outside when it was played first. */
  run(line: string, outside?: Outside): Promise<number>
  /** Lets simulated time pass at once. */
  skip(ms: number): void
  /** What moves whenever the learner changed something; what only looked leaves it as it was. */
  changes(): Changes
  /** Forgets what was observed and answered: a new step begins. */
  beginStep(): void
  /** Lets go wrong what a step wants to. */
  inject(faults: readonly FaultEntry[]): void
  setAnswer(text: string): void
  /** Whether the shell was left (`exit`). */
  readonly exited: boolean
  /** What the last line printed to standard error. */
  readonly lastError: string
  /** What came from outside while the last line ran; undefined if nothing did. */
  readonly outside: Outside | undefined
  end(): void
}

export interface Changes {
  /** The cluster. */
  readonly work: string
  readonly files: string
  /** What was answered. */
  readonly said: string
  /** The shell: variables, aliases, where it is. */
  readonly shell: string
}

/** What a line got from the person at the terminal, in order, so that it can be played again. Times: simulated ms after it began. */
export interface Outside {
  /** When Ctrl-C was pressed. */
  cut?: number
  /** What was typed to a program that takes every key. */
  keys?: { after: number; text: string }[]
  /** What was typed up to Ctrl-D, for programs that read their standard input. */
  stdin?: string[]
  /** What editors left: the file's text, and the editor's exit status. */
  edits?: { text: string; status: number }[]
}

/** One line of a session, and when it was typed: simulated milliseconds after the start. A session is these and its seed. */
export interface TranscriptLine {
  readonly at: number
  readonly line: string
  readonly outside?: Outside
}

/** A line of the transcript, as long as the session lasts. */
export interface Entry extends TranscriptLine {
  /** Whether it changed what undo takes back. */
  changed: boolean
  outside?: Outside
}

export interface StageFactory {
  /** A stage in the lesson's start state: what commands print is thrown away and time jumps, until goLive(). */
  build(): Promise<BuiltStage>
}

export interface BuiltStage extends Stage {
  /** From now on the learner sees what commands print, and time passes as it does for people. */
  goLive(): void
}
