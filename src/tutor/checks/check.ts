/** The shape of a check: one file each, one line in index.ts. Judges state, never the text of a command. */
import type * as z from 'zod'
import type { World } from '../world.ts'

export interface Verdict {
  readonly ok: boolean
  /** What was found, for {seen} in the failure sentence; a few words. */
  readonly seen: string
  /** Further words for the sentences: {given}, {expected}. */
  readonly words?: Readonly<Record<string, string>>
  /** What to say in place of the lesson's sentence, where that would make no sense: nothing was given yet. */
  readonly instead?: string
}

export interface CheckDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly schema: S
  /**
   * True for what the learner does or finds rather than brings about: once reached, it stays reached. Conditions on the
   * cluster's state must hold at the end, all together.
   */
  readonly latched?: boolean
  /** Takes a while: judged only once all others hold. */
  readonly costly?: boolean
  /** Looks at the learner's files, the kubeconfig among them: a change of these is worth a word. */
  readonly ofFiles?: boolean
  /** Names and values that a learner must know to pass, so that the lint can ask whether the task says them. */
  mentions?(spec: z.infer<S>): readonly string[]
  /** Must not throw for any state of the world: a check that throws is an error of the lesson, never "not yet". */
  evaluate(world: World, spec: z.infer<S>): Verdict | Promise<Verdict>
}

export const defineCheck = <S extends z.ZodType>(definition: CheckDefinition<S>): CheckDefinition<S> => definition
