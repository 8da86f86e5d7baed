import { defineFault } from './fault.ts'
import { hold } from './power.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

export const nodeDown = defineFault({
  name: 'node-down',
  summary: 'a machine loses power: nothing on it runs, nobody reaches it',
  fields: nodeFields,
  subject: 'node',
  signs: 'after 50 seconds the node is NotReady; after five minutes more its pods are evicted, and stay Terminating until it is back',
  example: 'fault node-down worker-1 --for=10m',
  check: checkNodes,
  begin(ground, values, strike) {
    const held = chosenNodes(ground, values).flatMap((node) => (strike(`node/${node.name}`) ? [hold(node, 'off')] : []))
    return () => {
      for (const release of held) release()
    }
  },
})
