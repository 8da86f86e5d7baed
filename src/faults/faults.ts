/** The faults of one cluster: put in, timed, counted, taken out. */
import type { Cancel } from '../api/request.ts'
import type { Timer } from '../clock.ts'
import type { FaultDefinition } from './fault.ts'
import { count, duration, FaultError, type Fields, share, type Values } from './field.ts'
import type { Ground } from './ground.ts'
import { faultDefinitions } from './index.ts'

/** What every fault may be told. */
export const commonFields = {
  after: duration('begin so long from now'),
  for: duration('end by itself after so long'),
  times: count('COUNT', 'strike so often, and then be over'),
  chance: share('strike with this chance only (0 to 1) where it could'),
}

type FaultState = 'waiting' | 'active' | 'over'

/** A fault that was put in. */
export interface InjectedFault {
  readonly id: number
  readonly definition: FaultDefinition
  /** What it was told, as it was written, without what every fault may be told. */
  readonly words: Readonly<Record<string, string>>
  readonly state: FaultState
  /** When it begins or began, and when it ends or ended if that is known; milliseconds since the epoch. */
  readonly begins: number
  readonly ends: number | undefined
  /** Who was struck, and how often, in the order of the first time. */
  readonly struck: ReadonlyMap<string, number>
}

export class Faults {
  readonly #all = new Map<number, Injected>()
  #lastId = 0
  /** Grows with each fault that is put in or taken out by somebody. */
  #changes = 0

  constructor(private readonly ground: Ground) {}

  get changes(): number {
    return this.#changes
  }

  list(): readonly InjectedFault[] {
    return [...this.#all.values()]
  }

  /** Puts a fault in, told in words by field (`{ node: 'worker-1', for: '5m' }`). @throws FaultError */
  inject(name: string, words: Readonly<Record<string, string>>): InjectedFault {
    const definition = faultDefinitions.find((each) => each.name === name)
    if (!definition) throw new FaultError(`there is no fault ${JSON.stringify(name)}; there are ${faultDefinitions.map((each) => each.name).join(', ')}`)
    const timing = readFields(commonFields, words)
    const values = readFields(definition.fields, words)
    const unknown = Object.keys(words).find((field) => !(field in commonFields) && !(field in definition.fields))
    if (unknown !== undefined)
      throw new FaultError(`${name} has no ${unknown}; it has ${[...Object.keys(definition.fields), ...Object.keys(commonFields)].join(', ')}`)
    definition.check?.(this.ground, values)
    const own = Object.fromEntries(Object.entries(words).filter(([field]) => field in definition.fields))
    const injected = new Injected(++this.#lastId, definition, own, this.ground, values, timing)
    this.#all.set(injected.id, injected)
    this.#changes++
    injected.schedule()
    return injected
  }

  /** Ends a fault and forgets it. @returns whether there was one */
  clear(id: number): boolean {
    const fault = this.#all.get(id)
    fault?.end()
    this.#changes++
    return this.#all.delete(id)
  }
}

function readFields<F extends Fields>(fields: F, words: Readonly<Record<string, string>>): Values<F> {
  const values: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = words[name]
    if (given === undefined && field.required) throw new FaultError(`--${name}=${field.sign} is missing: ${field.meaning}`)
    if (given !== undefined) values[name] = readField(name, field, given)
  }
  return values as Values<F>
}

function readField(name: string, field: Fields[string], given: string): unknown {
  try {
    return field.read(given)
  } catch (error) {
    if (error instanceof FaultError) throw new FaultError(`--${name}: ${error.message}`)
    throw error
  }
}

class Injected implements InjectedFault {
  state: FaultState = 'waiting'
  readonly begins: number
  ends: number | undefined
  readonly struck = new Map<string, number>()
  #end: Cancel | undefined
  #timer: Timer | undefined
  #strikes = 0

  constructor(
    readonly id: number,
    readonly definition: FaultDefinition,
    readonly words: Readonly<Record<string, string>>,
    private readonly ground: Ground,
    private readonly values: Values<any>,
    private readonly timing: Values<typeof commonFields>,
  ) {
    this.begins = ground.clock.now() + (timing.after ?? 0)
    this.ends = timing.for === undefined ? undefined : this.begins + timing.for
  }

  schedule(): void {
    const { after } = this.timing
    if (after) this.#timer = this.ground.clock.after(after, () => this.#begin())
    else this.#begin()
  }

  end(): void {
    if (this.state === 'over') return
    this.#timer?.cancel()
    this.state = 'over'
    this.ends = this.ground.clock.now()
    this.#end?.()
  }

  #begin(): void {
    this.state = 'active'
    this.#end = this.definition.begin(this.ground, this.values, (who) => this.#strikesAt(who))
    if (!this.#end) this.end()
    else if (this.timing.for !== undefined) this.#timer = this.ground.clock.after(this.timing.for, () => this.end())
  }

  #strikesAt(who: string): boolean {
    const { times, chance } = this.timing
    if (this.state === 'over' || (times !== undefined && this.#strikes >= times)) return false
    if (chance !== undefined && this.ground.random.next() >= chance) return false
    this.struck.set(who, (this.struck.get(who) ?? 0) + 1)
    this.#strikes++
    // Who has struck as often as it shall is over; what was struck while it began goes on until it ends.
    if (this.#end && this.#strikes === times) this.ground.clock.post(() => this.end())
    return true
  }
}
