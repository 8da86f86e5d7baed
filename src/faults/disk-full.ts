import { defineFault } from './fault.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

export const diskFull = defineFault({
  name: 'disk-full',
  summary: 'the disk of a node is full',
  fields: nodeFields,
  subject: 'node',
  signs: 'DiskPressure and its taint, pods that are evicted, refused or find no place; images can not be pulled there',
  example: 'fault disk-full worker-1 --for=10m',
  check: checkNodes,
  begin(ground, values, strike) {
    const full = chosenNodes(ground, values).filter(({ name }) => strike(`node/${name}`))
    const names = new Set(full.map(({ name }) => name))
    const restore = ground.machines.pulls.add(({ nodeName }) => (names.has(nodeName) ? 'disk-full' : undefined))
    const filled = full.map(({ runtime: { machine } }) => {
      const bytes = machine.disk.available
      machine.disk.add(bytes)
      return () => machine.disk.add(-bytes)
    })
    return () => {
      restore()
      for (const empty of filled) empty()
    }
  },
})
