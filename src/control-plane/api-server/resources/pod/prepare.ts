/** What the server sets on a new pod. Models podStrategy.PrepareForCreate of pkg/registry/core/pod/strategy.go. */
import type { Pod, PodAffinityTerm, TopologySpreadConstraint } from '../../../../api/types.ts'
import type { RegistryContext } from '../../resource.ts'
import { qosClass } from './qos.ts'

export function preparePod(pod: Pod, _context: RegistryContext): void {
  pod.status = { phase: 'Pending', qosClass: qosClass(pod) }
  if (pod.spec?.schedulingGates?.length) {
    pod.status.conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
        observedGeneration: pod.metadata.generation,
      },
    ]
  }
  for (const term of affinityTerms(pod)) resolveLabelKeys(term, pod.metadata.labels ?? {})
  for (const constraint of pod.spec?.topologySpreadConstraints ?? []) resolveSpreadKeys(constraint, pod.metadata.labels ?? {})
}

function affinityTerms({ spec }: Pod): PodAffinityTerm[] {
  return [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm),
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ])
}

/** matchLabelKeys and mismatchLabelKeys become ordinary expressions with the pod's own values. */
function resolveLabelKeys(term: PodAffinityTerm, labels: Readonly<Record<string, string>>): void {
  if (!term.labelSelector) return
  const add = (keys: readonly string[] | undefined, operator: 'In' | 'NotIn'): void => {
    for (const key of keys ?? []) {
      const value = labels[key]
      if (value === undefined || !term.labelSelector) continue
      term.labelSelector.matchExpressions = [...(term.labelSelector.matchExpressions ?? []), { key, operator, values: [value] }]
    }
  }
  add(term.matchLabelKeys, 'In')
  add(term.mismatchLabelKeys, 'NotIn')
}

function resolveSpreadKeys(constraint: TopologySpreadConstraint, labels: Readonly<Record<string, string>>): void {
  for (const key of constraint.matchLabelKeys ?? []) {
    const value = labels[key]
    if (value === undefined || !constraint.labelSelector) continue
    constraint.labelSelector.matchExpressions = [...(constraint.labelSelector.matchExpressions ?? []), { key, operator: 'In', values: [value] }]
  }
}
