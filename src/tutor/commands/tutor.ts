/** What the tutor's words at the prompt may do. */
import type { CommandIo, ShellCommand } from '../../shell/command.ts'
import type { Player } from '../player/player.ts'
import type { Speech } from '../player/speech.ts'

export interface Tutor {
  readonly player: Player
  readonly speech: Speech
  /** The id of the lesson to go on with after this one. */
  readonly following: string | undefined
  /** Shows the course. */
  list(): void
  /** Shows where the learner stands, in the course or in one lesson. @returns the exit status. */
  progress(lesson: string | undefined, io: CommandIo): number
  /** Shows the page on a concept, or which pages there are. @returns the exit status. */
  learn(word: string, io: CommandIo): number
  /** Shows the cheat sheet, or what is looked for in it. @returns the exit status. */
  cheatsheet(words: readonly string[], io: CommandIo): Promise<number>
  /** Ends the session; goes on with another lesson if one is named. */
  leave(lesson?: string): void
}

/** A word at the prompt that takes no further words. */
export const word = (name: string, summary: string, run: () => number | undefined | Promise<number | undefined>): ShellCommand => ({
  name,
  summary,
  run: async (words: readonly string[], io: CommandIo) => {
    if (words.length === 0) return (await run()) ?? 0
    io.stderr(`${name}: it takes no further words\n`)
    return 2
  },
})
