/**
 * The node IPAM controller: gives each node a range of its own for its pods' addresses, out of the cluster's range.
 * Models pkg/controller/nodeipam with the range allocator, as --allocate-node-cidrs asks for. Left out: several ranges, IPv6.
 */
import { nodes } from '../../api/kinds.ts'
import type { Node } from '../../api/types.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'

export interface NodeRange {
  /** `10.244.0.0/16` */
  readonly clusterCidr: string
  /** How many bits of a node's range are given: 24. */
  readonly nodeBits: number
}

export function nodeIpamController({ clusterCidr, nodeBits }: NodeRange): ControllerDefinition<Node> {
  const [base = '0.0.0.0', bits = '16'] = clusterCidr.split('/')
  const size = 2 ** (32 - nodeBits)
  const first = numberOf(base)
  const ranges = 2 ** (nodeBits - Number(bits))
  const rangeAt = (index: number): string => `${textOf(first + index * size)}/${nodeBits}`
  /** By range. */
  const taken = new Map<string, string>()
  let next = 0
  return defineController<Node>({
    name: 'node-controller',
    for: nodes,
    start({ lister }) {
      for (const node of lister(nodes).list()) if (node.spec.podCIDR) taken.set(node.spec.podCIDR, node.metadata.name)
    },
    reconcile({ lister, client, events }, { name }) {
      const node = lister(nodes).get(name)
      if (!node) {
        for (const [range, owner] of taken) if (owner === name) taken.delete(range)
        return
      }
      if (node.spec.podCIDR) {
        taken.set(node.spec.podCIDR, name)
        return
      }
      for (let tries = 0; tries < ranges; tries++) {
        const range = rangeAt(next)
        next = (next + 1) % ranges
        if (taken.has(range)) continue
        client.patch(nodes, name, '', { metadata: { uid: node.metadata.uid }, spec: { podCIDR: range, podCIDRs: [range] } })
        taken.set(range, name)
        return
      }
      events.record(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`)
    },
  })
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const textOf = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
