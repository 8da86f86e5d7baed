import { defineFault } from './fault.ts'
import { hold } from './power.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

export const kubeletStopped = defineFault({
  name: 'kubelet-stopped',
  summary: 'the kubelet of a node stops; its containers run on, and nobody tends them',
  fields: nodeFields,
  subject: 'node',
  signs: 'the node becomes NotReady as if it were down, but its pods still answer; logs and exec are refused',
  example: 'fault kubelet-stopped worker-1 --for=10m',
  check: checkNodes,
  begin(ground, values, strike) {
    const held = chosenNodes(ground, values).flatMap((node) => (strike(`node/${node.name}`) ? [hold(node, 'stopped')] : []))
    return () => {
      for (const release of held) release()
    }
  },
})
