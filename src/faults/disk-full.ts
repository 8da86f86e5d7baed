import { defineFault } from './fault.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

export const diskFull = defineFault({
  name: 'disk-full',
  summary: 'the disk of a node is full',
  fields: nodeFields,
  subject: 'node',
  signs: 'DiskPressure and its taint, pods that find no place or are refused; images can not be pulled there',
  example: 'fault disk-full worker-1 --for=10m',
  check: checkNodes,
  begin(ground, values, strike) {
    const full = chosenNodes(ground, values).filter(({ name }) => strike(`node/${name}`))
    const names = new Set(full.map(({ name }) => name))
    for (const { kubelet } of full) kubelet.trouble.add('DiskPressure')
    const restore = ground.machines.pulls.add(({ nodeName }) => (names.has(nodeName) ? 'disk-full' : undefined))
    return () => {
      restore()
      for (const { kubelet } of full) kubelet.trouble.delete('DiskPressure')
    }
  },
})
