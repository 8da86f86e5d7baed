/** Judges a step: every check, what it saw, and the sentence that goes with it. */
import type { CheckDefinition, Verdict } from '../checks/check.ts'
import { checks } from '../checks/index.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import type { World } from '../world.ts'

export interface Judgement {
  readonly ok: boolean
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
 * added to. A check that throws is an error of the lesson and goes up, as BrokenCheck.
 */
export async function judge(step: Step, world: World, latched: Set<number>): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  const all = step.checks.map((raw, i) => ({ i, entry: raw as CheckEntry, ...checkOf(raw as CheckEntry) }))
  for (const check of all) if (!check.definition.costly) judgements[check.i] = await judgeOne(check, world, step, latched)
  for (const check of all)
    if (check.definition.costly) {
      const others = judgements.every(({ ok }) => ok)
      judgements[check.i] = others ? await judgeOne(check, world, step, latched) : missing(check.entry, { ok: false, seen: 'not tried yet' })
    }
  return judgements
}

interface Check {
  readonly i: number
  readonly entry: CheckEntry
  readonly definition: CheckDefinition
  readonly spec: unknown
}

async function judgeOne({ i, entry, definition, spec }: Check, world: World, step: Step, latched: Set<number>): Promise<Judgement> {
  let verdict: Verdict
  try {
    verdict = await definition.evaluate(world, spec)
  } catch (error) {
    throw new BrokenCheck(step.id, i, definition.name, error as Error)
  }
  if (verdict.ok && definition.latched) latched.add(i)
  const ok = verdict.ok || latched.has(i)
  return ok ? { ok, verdict, sentence: fill(entry.pass, verdict) } : missing(entry, verdict)
}

const missing = (entry: CheckEntry, verdict: Verdict): Judgement => ({ ok: false, verdict, sentence: verdict.instead ?? fill(entry['not-yet'], verdict) })

/** A check threw: the lesson is wrong, not the learner. */
export class BrokenCheck extends Error {
  constructor(
    readonly step: string,
    readonly index: number,
    readonly check: string,
    override readonly cause: Error,
  ) {
    super(`step ${step}: checks[${index}] (${check}) threw: ${cause.message}`)
  }
}

/** Puts {seen}, {given} and {expected} into a sentence. */
export const fill = (sentence: string, { seen, words = {} }: Verdict): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, word: string) => ({ seen, ...words })[word] ?? whole)

/** One line for each objective that is missing; that an object is not there is said once. */
export function missingSentences(judgements: readonly Judgement[]): string[] {
  const missing = judgements.filter(({ ok }) => !ok)
  const isFirst = ({ verdict }: Judgement, i: number): boolean => !missing.slice(0, i).some((earlier) => earlier.verdict.seen === verdict.seen)
  return missing.filter((one, i) => !one.verdict.seen.startsWith('no ') || isFirst(one, i)).map(({ sentence }) => sentence)
}
