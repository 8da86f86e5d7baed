/** Whom a kubelet evicts first. Models the ranking functions in pkg/kubelet/eviction/helpers.go. */
import type { Pod } from '../../../api/types.ts'
import { bytes, podResources } from '../resources.ts'

/** A pod that could go, and what it uses. */
export interface Candidate {
  readonly pod: Pod
  readonly memory: number
  /** Bytes of its logs, layers and local volumes. */
  readonly disk: number
  readonly processes: number
}

type Order = (a: Candidate, b: Candidate) => number

const requestOf = ({ pod }: Candidate, resource: string): number => bytes(podResources(pod, 'requests')[resource])

/** Who uses more than it asked for goes before who does not, */
const exceeding =
  (resource: string, use: (candidate: Candidate) => number): Order =>
  (a, b) =>
    Number(use(b) > requestOf(b, resource)) - Number(use(a) > requestOf(a, resource))

/** then the lower priority before the higher, */
const priority: Order = (a, b) => (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0)

/** then who uses most beyond what it asked for. */
const excess =
  (resource: string, use: (candidate: Candidate) => number): Order =>
  (a, b) =>
    use(b) - requestOf(b, resource) - (use(a) - requestOf(a, resource))

const memory = ({ memory }: Candidate): number => memory
const disk = ({ disk }: Candidate): number => disk
const processes: Order = (a, b) => b.processes - a.processes

const orders: Readonly<Record<string, readonly Order[]>> = {
  memory: [exceeding('memory', memory), priority, excess('memory', memory)],
  'ephemeral-storage': [exceeding('ephemeral-storage', disk), priority, excess('ephemeral-storage', disk)],
  pids: [priority, processes],
}

export const ranked = (candidates: readonly Candidate[], resource: string): Candidate[] =>
  [...candidates].sort((a, b) => {
    for (const order of orders[resource] ?? []) {
      const difference = order(a, b)
      if (difference !== 0) return difference
    }
    return 0
  })
