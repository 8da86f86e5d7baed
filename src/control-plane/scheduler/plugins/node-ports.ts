import type { ContainerPort, Pod } from '../../../api/types.ts'
import type { Plugin } from '../framework.ts'

/** A host port can be had once on each address of a node. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  wakes: ['NodeAdd', 'PodDelete'],
  applies: ({ pod }) => hostPorts(pod).length > 0,
  filter({ pod }, node) {
    const wanted = hostPorts(pod)
    const taken = node.pods.flatMap(hostPorts)
    const clash = wanted.some((port) => taken.some((other) => clashes(port, other)))
    return clash ? { reasons: ["node(s) didn't have free ports for the requested pod ports"] } : undefined
  },
}

function hostPorts(pod: Pod): ContainerPort[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  return [...pod.spec.containers, ...sidecars].flatMap((container) => container.ports ?? []).filter((port) => port.hostPort)
}

function clashes(a: ContainerPort, b: ContainerPort): boolean {
  const [left, right] = [a.hostIP || '0.0.0.0', b.hostIP || '0.0.0.0']
  const sameAddress = left === right || left === '0.0.0.0' || right === '0.0.0.0'
  return sameAddress && a.hostPort === b.hostPort && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP')
}
