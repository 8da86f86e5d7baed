import type { ContainerPort } from '../../../api/types.ts'
import type { Plugin } from '../framework.ts'

/** A host port can be had once on each address of a node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  local: true,
  wakes: ['NodeAdd', 'PodDelete'],
  applies: ({ demand }) => demand.hostPorts.length > 0,
  filter({ demand }, { hostPorts }) {
    const clash = demand.hostPorts.some((port) => hostPorts.some((other) => clashes(port, other)))
    return clash ? { reasons: ["node(s) didn't have free ports for the requested pod ports"] } : undefined
  },
}

function clashes(a: ContainerPort, b: ContainerPort): boolean {
  const [left, right] = [a.hostIP || '0.0.0.0', b.hostIP || '0.0.0.0']
  const sameAddress = left === right || left === '0.0.0.0' || right === '0.0.0.0'
  return sameAddress && a.hostPort === b.hostPort && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP')
}
