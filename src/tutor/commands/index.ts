/** The tutor's words at the prompt, beside kubectl and the shell. In the order of `help`. */
import type { ShellCommand } from '../../shell/command.ts'
import type { Insight } from '../insight/insight.ts'
import type { Stage } from '../player/stage.ts'
import { answer } from './answer.ts'
import { cheatsheet } from './cheatsheet.ts'
import { check } from './check.ts'
import { explain } from './explain.ts'
import { fastForward } from './fast-forward.ts'
import { fault } from './fault.ts'
import { help } from './help.ts'
import { hint } from './hint.ts'
import { learn } from './learn.ts'
import { list } from './list.ts'
import { map } from './map.ts'
import { next } from './next.ts'
import { progress } from './progress.ts'
import { quit } from './quit.ts'
import { quiz } from './quiz.ts'
import { type Look, reach } from './reach.ts'
import { redo } from './redo.ts'
import { reset } from './reset.ts'
import { solution } from './solution.ts'
import { task } from './task.ts'
import { trace } from './trace.ts'
import type { Tutor } from './tutor.ts'
import { undo } from './undo.ts'
import { why } from './why.ts'

/** What every stage has, a rehearsal's too: words that act on it. */
export const stageCommands = (stage: Pick<Stage, 'setAnswer' | 'skip'>): readonly ShellCommand[] => [answer(stage), fastForward(stage)]

/** Words that look into the cluster, or make something go wrong in it, wherever there is one. */
export const clusterCommands = (look: Look & Pick<Stage, 'cluster'> & { readonly insight: Insight }): readonly ShellCommand[] => [
  why(look),
  trace(look.insight),
  map(look),
  reach(look),
  fault(look.cluster),
]

const words = [task, check, hint, solution, next, undo, redo, reset, quiz, learn, explain, cheatsheet, list, progress, quit]

/** What a learner has beside these. */
export function tutorCommands(tutor: Tutor): readonly ShellCommand[] {
  const all: readonly ShellCommand[] = words.map((define) => define(tutor))
  const namespace = async () => 'default'
  return [
    ...all,
    help(tutor, () => [
      ...all,
      ...stageCommands(tutor.player.stage),
      // Only their names and summaries are asked for.
      ...clusterCommands({ insight: {} as Insight, world: tutor.player.stage.world, cluster: tutor.player.stage.cluster, namespace }),
    ]),
  ]
}

/** The same words where nobody plays: they do nothing. */
export const silentCommands: readonly ShellCommand[] = tutorCommands({} as Tutor).map((word) => ({ ...word, run: async () => 0 }))
