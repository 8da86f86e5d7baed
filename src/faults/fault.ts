/**
 * Faults: what goes wrong in a real cluster without anybody having asked for it. A fault is data (which one, whom it
 * concerns, when, how long, how often, how likely) and changes what a component meets: a machine that is off, a registry
 * that refuses, a connection that gets lost. No component knows that there are faults, and none behaves in another way
 * than it would for the same reason in a real cluster. Chance comes from the cluster's seed, so that a session with
 * faults is its transcript like any other. While none is set, nobody pays for them.
 */
import type { Cancel } from '../api/request.ts'
import type { Fields, Values } from './field.ts'
import type { Ground } from './ground.ts'

/**
 * Whether a fault strikes where it could: its count and its chance decide, and who was struck is noted. `who` is named as
 * kubectl would: `pod/default/web`, `node/worker-1`.
 */
type Strike = (who: string) => boolean

export interface FaultDefinition<F extends Fields = any> {
  /** `node-down` */
  readonly name: string
  readonly summary: string
  readonly fields: F
  /** The field whose value may be given without its name. */
  readonly subject?: keyof F & string
  /** What a learner sees of it. */
  readonly signs: string
  readonly example: string
  /** Whether it makes sense in this cluster. @throws FaultError */
  check?(ground: Ground, values: Values<F>): void
  /** Puts it into the world. @returns what takes it out; nothing for what happens at once and is over */
  begin(ground: Ground, values: Values<F>, strike: Strike): Cancel | undefined
}

export const defineFault = <F extends Fields>(definition: FaultDefinition<F>): FaultDefinition<F> => definition
