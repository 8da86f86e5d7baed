/** The machine that a node is: what it has and what it says of itself. */
import { oncePerObject } from '../../../api/once-per-object.ts'
import { Quantity } from '../../../api/quantity.ts'
import type { NodeSystemInfo } from '../../../api/types.ts'
import type { Random } from '../../../random.ts'

const kubernetesVersion = 'v1.36.3'

export interface Machine {
  /** Quantities. */
  readonly cpu: string
  readonly memory: string
  readonly ephemeralStorage: string
  readonly pods: string
}

export const defaultMachine: Machine = { cpu: '4', memory: '8145708Ki', ephemeralStorage: '101430960Ki', pods: '110' }

/** Machines of one make share what they have. */
export const capacityOf = oncePerObject(
  (machine: Machine): Readonly<Record<string, string>> => ({
    cpu: machine.cpu,
    'ephemeral-storage': machine.ephemeralStorage,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: machine.memory,
    pods: machine.pods,
  }),
)

const evictionMemory = 100 * 1024

/** Capacity less what is kept back for evictions: 100Mi of memory and a tenth of the disk. */
export const allocatableOf = oncePerObject((machine: Machine): Readonly<Record<string, string>> => {
  const disk = Math.floor(Quantity.parse(machine.ephemeralStorage).value * 0.9)
  const memory = Math.floor(Quantity.parse(machine.memory).value / 1024) - evictionMemory
  return { ...capacityOf(machine), 'ephemeral-storage': String(disk), memory: `${memory}Ki` }
})

export const systemInfo = (random: Random): NodeSystemInfo => ({
  architecture: 'amd64',
  bootID: random.uuid(),
  containerRuntimeVersion: 'containerd://2.2.1',
  kernelVersion: '6.12.63+deb13-amd64',
  kubeProxyVersion: kubernetesVersion,
  kubeletVersion: kubernetesVersion,
  machineID: random.hex(32),
  operatingSystem: 'linux',
  osImage: 'Debian GNU/Linux 13 (trixie)',
  systemUUID: random.uuid(),
})
