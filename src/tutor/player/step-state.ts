/** What the tutor remembers of the step that is being played. */

import { look } from '../checks/object-condition.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import type { World } from '../world.ts'
import { checkOf, type Judgement, judge, StepMemory } from './evaluate.ts'
import type { Changes } from './stage.ts'

/** A step that is done, and how many lines it took: those that changed or said something. */
export interface Solved {
  readonly step: string
  readonly lines: number
}

export class StepState {
  done = false
  hintsShown = 0
  /** Lines that changed or said something. */
  doings = 0
  /** Lines that changed something and brought nothing nearer. */
  failures = 0
  hintOffered = false
  readonly #memory = new StepMemory()
  readonly #reacted = new Set<number>()
  #toldHowToAnswer = false
  #passed = new Set<number>()
  readonly #told = new Set<number>()

  constructor(readonly step: Step) {}

  /** Whether the learner has tried, so that the solution may be shown without asking back. */
  get tried(): boolean {
    return this.failures > 0 || this.hintsShown > 0 || this.done
  }

  get solved(): Solved | undefined {
    return this.done ? { step: this.step.id, lines: this.doings } : undefined
  }

  /** Whether a change may have brought the step nearer. One of the files alone only if some check looks at those. */
  concernedBy(before: Changes, after: Changes): boolean {
    const changed = (part: keyof Changes): boolean => before[part] !== after[part]
    return changed('work') || changed('said') || (changed('files') && this.step.checks.some((entry) => checkOf(entry as CheckEntry).definition.ofFiles))
  }

  judge(world: World): Promise<Judgement[]> {
    return judge(this.step, world, this.#memory)
  }

  /** Remembers which objectives hold now. @returns those that did not before, to be told. */
  note(judgements: readonly Judgement[]): Judgement[] {
    const fresh = judgements.filter(({ ok }, i) => ok && !this.#passed.has(i))
    for (const [i, judgement] of judgements.entries()) {
      if (fresh.includes(judgement)) this.#told.add(i)
      if (!judgement.ok) this.#told.delete(i)
    }
    this.#passed = new Set([...judgements.keys()].filter((i) => judgements[i]?.ok))
    return fresh
  }

  /** Remembers what holds before anything was done: no news until the end. */
  noteAtFirst(judgements: readonly Judgement[]): void {
    this.note(judgements)
    this.#told.clear()
  }

  /** Of what holds, what has not been told yet. */
  untold(judgements: readonly Judgement[]): Judgement[] {
    return judgements.filter(({ ok }, i) => ok && !this.#told.has(i))
  }

  /** The explanation of a state or an error that the lesson knows; each is given once. */
  reaction(world: World, lastError: string): string | undefined {
    for (const [i, { when, say }] of this.step.react.entries()) {
      if (this.#reacted.has(i) || !recognised(when, world, lastError)) continue
      this.#reacted.add(i)
      return say
    }
    return this.#bareAnswer(lastError)
  }

  /** What a shell says to a number that was meant for the tutor helps nobody. Told once. */
  #bareAnswer(lastError: string): string | undefined {
    const [, given] = /^bash: ([\d.:]+): command not found$/m.exec(lastError) ?? []
    if (given === undefined || this.#toldHowToAnswer || !this.step.checks.some((entry) => 'answer' in entry)) return undefined
    this.#toldHowToAnswer = true
    return `If that is your answer, say so: \`answer ${given}\``
  }
}

function recognised(when: Step['react'][number]['when'], world: World, lastError: string): boolean {
  if ('error' in when) return lastError.includes(when.error)
  if ('resource' in when) return look(world, when.resource).ok
  const { verb, resource, namespace, name } = when.ran
  const fits = (wanted: string | undefined, value: string): boolean => wanted === undefined || wanted === value
  const seen = world.observations.filter((one) => one.verb === verb && one.resource === resource && fits(namespace, one.namespace) && fits(name, one.name))
  return seen.length >= when.times
}
