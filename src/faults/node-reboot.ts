import { defineFault } from './fault.ts'
import { hold } from './power.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

/** From the last moment of the old system to the first of the new kubelet. */
const bootMs = 25_000

export const nodeReboot = defineFault({
  name: 'node-reboot',
  summary: 'a machine restarts: it is back within a minute, with a new boot ID',
  fields: nodeFields,
  subject: 'node',
  signs: 'an event Rebooted on the node, pods with SandboxChanged and restarted containers; what was in emptyDir volumes is still there',
  example: 'fault node-reboot worker-1',
  check: checkNodes,
  begin(ground, values, strike) {
    for (const node of chosenNodes(ground, values)) if (strike(`node/${node.name}`)) ground.clock.after(bootMs, hold(node, 'off'))
    return undefined
  },
})
