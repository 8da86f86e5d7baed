/** What faults act on: the places of a cluster where components meet the world and each other. */
import type { Clock } from '../clock.ts'
import type { ApiServer } from '../control-plane/api-server/api-server.ts'
import type { Network } from '../node/network/network.ts'
import type { ClusterNode, MachineTroubles } from '../node/node.ts'
import type { Random } from '../random.ts'

export interface Ground {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly machines: MachineTroubles
  readonly api: ApiServer['troubles']
  readonly controlPlane: { look(): void }
  /** The machines, whether the API server has nodes for them or not. */
  readonly nodes: readonly ClusterNode[]
  /** The labels of the Node object of a machine; none if there is no such object. */
  labelsOf(node: string): Readonly<Record<string, string>>
}
