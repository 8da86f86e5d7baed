/** The tutor's words in a test: no hint, no solution, nothing that says how far a task is. */
import type { ShellCommand } from '../../shell/command.ts'
import { cheatsheet } from '../commands/cheatsheet.ts'
import { explain } from '../commands/explain.ts'
import { help } from '../commands/help.ts'
import { stageCommands } from '../commands/index.ts'
import { learn } from '../commands/learn.ts'
import { type Tutor, word } from '../commands/tutor.ts'

export interface Examiner extends Pick<Tutor, 'speech' | 'learn' | 'cheatsheet'> {
  /** Shows the task again. */
  task(): void
  /** The task is as done as it will be. */
  handIn(): void
  /** The task begins anew. */
  restart(): void
  leave(): void
}

export function testOutWords(examiner: Examiner): ShellCommand[] {
  const all: readonly ShellCommand[] = [
    word('task', 'show the task again', () => void examiner.task()),
    word('next', 'hand the task in, done or not, and go on', () => void examiner.handIn()),
    word('reset', 'begin the task anew, on a fresh cluster', () => void examiner.restart()),
    learn(examiner),
    explain(examiner),
    cheatsheet(examiner),
    word('quit', 'leave the test; nothing of it is kept', () => void examiner.leave()),
  ]
  // What these two do, the stage says; here they are only listed.
  const ofTheStage = stageCommands({ setAnswer: () => {}, skip: () => {} })
  return [...all, help(examiner, () => [...all, ...ofTheStage])]
}
