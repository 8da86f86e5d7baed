/** What a pod asks of its spread, or what everybody gets who asks for nothing. */
import { matchLabels, type Selector, selectorFromLabels, selectorOf } from '../../../api/labels.ts'
import { controllerOf } from '../../../api/object.ts'
import type { TopologySpreadConstraint } from '../../../api/types.ts'
import type { Cycle } from '../framework.ts'
import type { PodGroup } from '../pod-groups.ts'

export const hostname = 'kubernetes.io/hostname'

export interface Constraint {
  readonly key: string
  readonly maxSkew: number
  readonly minDomains: number
  /** The pods that are spread. */
  readonly group: PodGroup
  /** Only nodes that the pod's node affinity allows count. */
  readonly honorsAffinity: boolean
  /** Only nodes whose taints it tolerates count. */
  readonly honorsTaints: boolean
}

export const ownConstraints = (cycle: Cycle, whenUnsatisfiable: string): Constraint[] =>
  (cycle.pod.spec.topologySpreadConstraints ?? [])
    .filter((one) => one.whenUnsatisfiable === whenUnsatisfiable)
    .map((one) => read(cycle, one, selectorIn(cycle, one)))

const read = (cycle: Cycle, constraint: TopologySpreadConstraint, selector: Selector): Constraint => ({
  key: constraint.topologyKey,
  maxSkew: constraint.maxSkew,
  minDomains: constraint.minDomains ?? 1,
  group: cycle.groups.get(cycle.pod.metadata.namespace ?? '', selector),
  honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
  honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
})

/** With the pod's own values of the labels that must be the same, its version above all. */
function selectorIn({ pod }: Cycle, { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint): Selector {
  const own = pod.metadata.labels ?? {}
  const same = Object.fromEntries(matchLabelKeys.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]])))
  return [...selectorFromLabels(same), ...selectorOf(labelSelector)]
}

const wishes: readonly TopologySpreadConstraint[] = [
  { topologyKey: hostname, maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, whenUnsatisfiable: 'ScheduleAnyway' },
]

/** For pods of a Service or a ReplicaSet. */
export function defaultConstraints(cycle: Cycle): Constraint[] {
  const selector = belongingWith(cycle)
  return selector.length === 0 ? [] : wishes.map((wish) => read(cycle, wish, selector))
}

/** The pods that this one belongs with: all its services' selectors, and its ReplicaSet's. */
function belongingWith({ pod, servicesIn, replicaSetsIn }: Cycle): Selector {
  const { namespace = '', labels } = pod.metadata
  const services = servicesIn(namespace).filter(({ spec }) => spec.selector && matchLabels(spec.selector, labels))
  const owner = controllerOf(pod)
  const replicaSet = owner?.kind === 'ReplicaSet' ? replicaSetsIn(namespace).find(({ metadata }) => metadata.uid === owner.uid) : undefined
  return [...selectorFromLabels(Object.assign({}, ...services.map(({ spec }) => spec.selector))), ...(replicaSet ? selectorOf(replicaSet.spec.selector) : [])]
}
