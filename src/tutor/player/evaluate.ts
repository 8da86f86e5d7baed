/** Judges a step: every check, what it saw, and the sentence that goes with it. */
import type { CheckDefinition, Verdict } from '../checks/check.ts'
import { checks } from '../checks/index.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import type { World } from '../world.ts'

export interface Judgement {
  readonly ok: boolean
  /** False where a check takes a while and its turn has not come: nothing is known of it. */
  readonly judged: boolean
  /** The sentence to show: what was proved, or what is missing. */
  readonly sentence: string
  readonly verdict: Verdict
}

/** What is remembered of a step from one judgement to the next. */
export class StepMemory {
  /** Indexes of checks of doing and finding that were passed: they stay passed. */
  readonly latched = new Set<number>()
  /** What costly checks saw, the mark of the world in which they saw it, and until when it is believed. */
  readonly tried = new Map<number, { verdict: Verdict; mark: string; until: number }>()
}

/** The definition of the check that an entry declares, and what it asks. */
export function checkOf(entry: CheckEntry): { definition: CheckDefinition; spec: unknown } {
  for (const definition of checks) if (definition.name in entry) return { definition, spec: entry[definition.name] }
  throw new Error(`no check among ${Object.keys(entry).join(', ')}`)
}

/**
 * Judges all checks of a step. A check that throws is an error of the lesson and goes up, as BrokenCheck. Costly ones are
 * tried once all others hold, again only when the world has moved, and with `cheaply` not at all.
 */
export async function judge(step: Step, world: World, memory: StepMemory, { cheaply = false } = {}): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  const all = step.checks.map((raw, i) => ({ i, entry: raw as CheckEntry, ...checkOf(raw as CheckEntry) }))
  for (const check of all) if (!check.definition.costly) judgements[check.i] = judgementOf(check, await look(check, world, step), memory)
  for (const check of all)
    if (check.definition.costly) {
      const hasItsTurn = !cheaply && judgements.every(({ ok }) => ok)
      judgements[check.i] = hasItsTurn ? judgementOf(check, await tryOut(check, world, step, memory), memory) : notYetTried
    }
  return judgements
}

/** Tokens and certificates end without anything being written; simulated milliseconds. */
const believed = 60_000

interface Check {
  readonly i: number
  readonly entry: CheckEntry
  readonly definition: CheckDefinition
  readonly spec: unknown
}

/** What an author wrote for a failure would claim that it was seen. */
const notYetTried: Judgement = {
  ok: false,
  judged: false,
  sentence: 'and the rest, which is tried out on a copy of your cluster as soon as all else holds',
  verdict: { ok: false, seen: 'not tried yet' },
}

async function look({ i, definition, spec }: Check, world: World, step: Step): Promise<Verdict> {
  try {
    return await definition.evaluate(world, spec)
  } catch (error) {
    throw new BrokenCheck(step.id, i, definition.name, error as Error)
  }
}

async function tryOut(check: Check, world: World, step: Step, { tried }: StepMemory): Promise<Verdict> {
  const mark = world.mark()
  const before = tried.get(check.i)
  if (before?.mark === mark && world.now() < before.until) return before.verdict
  const verdict = await look(check, world, step)
  tried.set(check.i, { verdict, mark, until: world.now() + believed })
  return verdict
}

function judgementOf({ i, entry, definition }: Check, verdict: Verdict, { latched }: StepMemory): Judgement {
  if (verdict.ok && definition.latched) latched.add(i)
  const ok = verdict.ok || latched.has(i)
  return { ok, judged: true, verdict, sentence: ok ? fill(entry.pass, verdict) : (verdict.instead ?? fill(entry['not-yet'], verdict)) }
}

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

/** One line for each objective that is missing; that an object is not there is said once, and so is what has not been tried. */
export function missingSentences(judgements: readonly Judgement[]): string[] {
  const missing = judgements.filter(({ ok }) => !ok)
  const isFirst = ({ verdict }: Judgement, i: number): boolean => !missing.slice(0, i).some((earlier) => earlier.verdict.seen === verdict.seen)
  return missing.filter((one, i) => (one.judged && !one.verdict.seen.startsWith('no ')) || isFirst(one, i)).map(({ sentence }) => sentence)
}
