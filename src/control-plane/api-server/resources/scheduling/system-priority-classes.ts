/** The classes that every cluster has. Models pkg/apis/scheduling/v1/helpers.go. */
import { apiVersionOf, priorityClasses } from '../../../../api/kinds.ts'
import type { ObjectMeta, PriorityClass } from '../../../../api/types.ts'

const systemClass = (name: string, value: number, description: string): PriorityClass => ({
  apiVersion: apiVersionOf(priorityClasses),
  kind: priorityClasses.kind,
  metadata: { name } as ObjectMeta,
  value,
  description,
  preemptionPolicy: 'PreemptLowerPriority',
})

export const systemPriorityClasses: readonly PriorityClass[] = [
  systemClass('system-node-critical', 2000001000, 'Used for system critical pods that must not be moved from their current node.'),
  systemClass(
    'system-cluster-critical',
    2000000000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
]

export const isSystemPriorityClass = (name: string): boolean => systemPriorityClasses.some(({ metadata }) => metadata.name === name)
