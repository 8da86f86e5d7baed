/** Judges a step: every check, what it saw, and the sentence that goes with it. */
import type { CheckDefinition, Verdict } from '../checks/check.ts'
import { checks } from '../checks/index.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import type { World } from '../world.ts'

export interface Judgement {
  readonly ok: boolean
  /** True if the check had been passed before and stays passed. */
  readonly latched: boolean
  /** The sentence to show: what was proved, or what is missing. */
  readonly sentence: string
  readonly verdict: Verdict
}

/** The definition of the check that an entry declares, and what it asks. */
export function checkOf(entry: CheckEntry): { definition: CheckDefinition; spec: unknown } {
  for (const definition of checks) if (definition.name in entry) return { definition, spec: entry[definition.name] }
  throw new Error(`no check among ${Object.keys(entry).join(', ')}`)
}

/**
 * Judges all checks of a step. `latched` holds the indexes of checks of doing and finding that were passed before; it is
 * added to. A check that throws is an error of the lesson and goes up.
 */
export async function judge(step: Step, world: World, latched: Set<number>): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  for (const [i, raw] of step.checks.entries()) {
    const entry = raw as CheckEntry
    const { definition, spec } = checkOf(entry)
    const before = latched.has(i)
    const verdict = await definition.evaluate(world, spec)
    const ok = verdict.ok || before
    if (verdict.ok && definition.latched) latched.add(i)
    judgements.push({ ok, latched: before, verdict, sentence: fill(ok ? entry.pass : entry['not-yet'], verdict) })
  }
  return judgements
}

/** Puts {seen}, {given} and {expected} into a sentence. */
export const fill = (sentence: string, { seen, words = {} }: Verdict): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, word: string) => ({ seen, ...words })[word] ?? whole)
