/** How much there is of what a kubelet watches. */
import type { Machine } from '../../container-runtime/usage/machine.ts'
import { amountOf, type Signal, type Threshold } from './thresholds.ts'

interface Observation {
  readonly available: number
  readonly capacity: number
}

export type Observations = Readonly<Record<Signal, Observation>>

/** Images and the files of pods lie on the same disk. */
export function observe({ memory, disk, processes }: Machine): Observations {
  const fs = { available: disk.available, capacity: disk.capacity }
  return {
    'memory.available': { available: memory.available, capacity: memory.capacity },
    'nodefs.available': fs,
    'imagefs.available': fs,
    'pid.available': { available: processes.capacity - processes.running, capacity: processes.capacity },
  }
}

/** The thresholds that are met; `reclaiming` counts what is to be free beyond them too. */
export const metOf = (thresholds: readonly Threshold[], observations: Observations, reclaiming: boolean): Threshold[] =>
  thresholds.filter(({ signal, value, minReclaim }) => {
    const { available, capacity } = observations[signal]
    const wanted = amountOf(value, capacity) + (reclaiming && minReclaim !== undefined ? amountOf(minReclaim, capacity) : 0)
    return available < wanted
  })
