/** What a kubelet watches so that its node does not run out of it, and from when on it acts. Models pkg/kubelet/eviction/api. */
import { Quantity } from '../../../api/quantity.ts'

export type Signal = 'memory.available' | 'nodefs.available' | 'imagefs.available' | 'pid.available'

export interface Threshold {
  readonly signal: Signal
  /** A quantity, or a percentage of what there is. */
  readonly value: string
  /** How long it may last until the kubelet acts; 0 for a hard threshold. */
  readonly graceMs: number
  /** How much more than the value is to be free afterwards. */
  readonly minReclaim?: string
}

/** As a kubelet's configuration has it. */
export interface EvictionConfig {
  readonly evictionHard?: Readonly<Partial<Record<Signal, string>>>
  readonly evictionSoft?: Readonly<Partial<Record<Signal, string>>>
  /** Milliseconds, for each soft threshold. */
  readonly evictionSoftGracePeriod?: Readonly<Partial<Record<Signal, number>>>
  /** Seconds that pods get to end under a soft threshold. */
  readonly evictionMaxPodGracePeriod?: number
  readonly evictionMinimumReclaim?: Readonly<Partial<Record<Signal, string>>>
  /** How long a condition stays after it was last observed, in milliseconds. */
  readonly evictionPressureTransitionPeriod?: number
}

export const defaultEviction = {
  evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '10%', 'imagefs.available': '15%' },
  evictionPressureTransitionPeriod: 300_000,
} satisfies EvictionConfig

/** What each signal is about: the resource that is short, and the condition of the node. */
export const signals: Readonly<Record<Signal, { readonly resource: string; readonly condition: string }>> = {
  'memory.available': { resource: 'memory', condition: 'MemoryPressure' },
  'nodefs.available': { resource: 'ephemeral-storage', condition: 'DiskPressure' },
  'imagefs.available': { resource: 'ephemeral-storage', condition: 'DiskPressure' },
  'pid.available': { resource: 'pids', condition: 'PIDPressure' },
}

export function thresholdsOf({ evictionHard = {}, evictionSoft = {}, evictionSoftGracePeriod = {}, evictionMinimumReclaim = {} }: EvictionConfig): Threshold[] {
  const of = (values: Readonly<Partial<Record<Signal, string>>>, grace: (signal: Signal) => number): Threshold[] =>
    (Object.entries(values) as [Signal, string][]).map(([signal, value]) => {
      const minReclaim = evictionMinimumReclaim[signal]
      return { signal, value, graceMs: grace(signal), ...(minReclaim === undefined ? {} : { minReclaim }) }
    })
  return [...of(evictionHard, () => 0), ...of(evictionSoft, (signal) => evictionSoftGracePeriod[signal] ?? 0)]
}

/** A quantity or percentage as an amount. */
export const amountOf = (value: string, capacity: number): number =>
  value.endsWith('%') ? Math.trunc((Number(value.slice(0, -1)) / 100) * capacity) : Quantity.parse(value).value
