/** What /stats/summary says of disks: the node's, and what containers and volumes of pods take of it. */

import type { Pod } from '../../../api/types.ts'
import type { Machine } from '../../container-runtime/usage/machine.ts'
import { type StorageUse, totalOf } from '../eviction/local-storage.ts'

interface FsStats {
  readonly time: string
  readonly availableBytes: number
  readonly capacityBytes: number
  readonly usedBytes: number
}

const fsOf = ({ disk }: Machine, time: string, usedBytes: number): FsStats => ({
  time,
  availableBytes: disk.available,
  capacityBytes: disk.capacity,
  usedBytes,
})

export const nodeStorage = (machine: Machine, time: string): object => ({
  fs: fsOf(machine, time, machine.disk.used),
  runtime: { imageFs: fsOf(machine, time, machine.disk.images), containerFs: fsOf(machine, time, machine.disk.used) },
  rlimit: { time, maxpid: machine.processes.capacity, curproc: machine.processes.running },
})

export const containerStorage = (machine: Machine, time: string, layer: number, written: number): object => ({
  rootfs: fsOf(machine, time, layer),
  logs: fsOf(machine, time, written - layer),
})

export const podStorage = (machine: Machine, time: string, pod: Pod, use: StorageUse): object => ({
  ...(use.volumes.size > 0 ? { volume: [...use.volumes].map(([name, size]) => ({ ...fsOf(machine, time, size), name })) } : {}),
  'ephemeral-storage': fsOf(machine, time, totalOf(pod, use)),
})
