/** What `kubectl get pods` shows. Models printPod of pkg/printers/internalversion. */
import type { Pod } from '../../../../api/types.ts'
import type { Column } from '../../resource.ts'
import { age, since } from '../age.ts'
import { summarize } from './summary.ts'

export const podColumns: readonly Column<Pod>[] = [
  { name: 'Ready', cell: (pod) => summaryText(pod) },
  { name: 'Status', cell: (pod) => summarize(pod).reason },
  {
    name: 'Restarts',
    cell: (pod, context) => {
      const { restarts, lastRestart } = summarize(pod)
      return restarts > 0 && lastRestart !== '' ? `${restarts} (${since(lastRestart, context)} ago)` : String(restarts)
    },
  },
  age,
  { name: 'IP', priority: 1, cell: (pod) => pod.status?.podIPs?.[0]?.ip || '<none>' },
  { name: 'Node', priority: 1, cell: (pod) => pod.spec?.nodeName || '<none>' },
  { name: 'Nominated Node', priority: 1, cell: (pod) => pod.status?.nominatedNodeName || '<none>' },
  { name: 'Readiness Gates', priority: 1, cell: readinessGates },
]

function summaryText(pod: Pod): string {
  const { ready, total } = summarize(pod)
  return `${ready}/${total}`
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const met = gates.filter((gate) => status?.conditions?.find((condition) => condition.type === gate.conditionType)?.status === 'True')
  return `${met.length}/${gates.length}`
}
