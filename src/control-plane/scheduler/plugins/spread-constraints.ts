/** What a pod asks of its spread, or what everybody gets who asks for nothing. */
import { apiVersionOf, type Kind, replicaSets, replicationControllers, statefulSets } from '../../../api/kinds.ts'
import { matchLabels, type Selector, selectorFromLabels, selectorOf } from '../../../api/labels.ts'
import { controllerOf } from '../../../api/object.ts'
import type { TopologySpreadConstraint } from '../../../api/types.ts'
import { cachedSelector } from '../../../client/cached-selector.ts'
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

type Action = 'DoNotSchedule' | 'ScheduleAnyway'

/** What a profile gives to pods that ask for nothing. */
export interface Defaults {
  readonly DoNotSchedule: readonly TopologySpreadConstraint[]
  readonly ScheduleAnyway: readonly TopologySpreadConstraint[]
  /** A node that lacks one of the labels does not count. */
  readonly needsAll: boolean
}

const withAction = (constraints: readonly TopologySpreadConstraint[], action: Action): readonly TopologySpreadConstraint[] =>
  constraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)

export const defaultsOf = (constraints: readonly TopologySpreadConstraint[], needsAll: boolean): Defaults => ({
  DoNotSchedule: withAction(constraints, 'DoNotSchedule'),
  ScheduleAnyway: withAction(constraints, 'ScheduleAnyway'),
  needsAll,
})

export const systemDefaults = defaultsOf(
  [
    { topologyKey: hostname, maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, whenUnsatisfiable: 'ScheduleAnyway' },
  ],
  false,
)

/** The pod's own constraints if it has any; else the defaults, if it belongs to a Service or to something that makes pods. */
export function constraintsOf(cycle: Cycle, action: Action, defaults: Defaults): { constraints: Constraint[]; needsAll: boolean } {
  const own = cycle.pod.spec.topologySpreadConstraints
  if (own && own.length > 0) return { constraints: withAction(own, action).map((one) => read(cycle, one, selectorIn(cycle, one))), needsAll: true }
  const given = defaults[action]
  const selector = given.length === 0 ? [] : cycle.once('DefaultSelector', () => belongingWith(cycle))
  return { constraints: selector.length === 0 ? [] : given.map((one) => read(cycle, one, selector)), needsAll: defaults.needsAll }
}

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

const makers = [replicaSets, statefulSets, replicationControllers].map((kind: Kind<any>) => ({ kind, name: kind.kind, apiVersion: apiVersionOf(kind) }))

const everything = {}

/** The pods that this one belongs with: all its services' selectors, and that of what made it. Models helper.DefaultSelector. */
function belongingWith({ pod, servicesIn, lister }: Cycle): Selector {
  const { namespace = '', labels } = pod.metadata
  const services = servicesIn(namespace).filter(({ spec }) => spec.selector && matchLabels(spec.selector, labels))
  const owner = controllerOf(pod)
  const kind = owner && makers.find(({ name, apiVersion }) => name === owner.kind && apiVersion === owner.apiVersion)?.kind
  const maker = kind && lister(kind).get(owner.name, namespace)
  const chosen = maker?.spec?.selector ?? everything
  const own = !maker ? [] : kind === replicationControllers ? selectorFromLabels(chosen) : cachedSelector(chosen)
  // Most pods belong to no service: then it is the same selector for all of one maker.
  if (services.length === 0) return own
  return [...selectorFromLabels(Object.assign({}, ...services.map(({ spec }) => spec.selector))), ...own]
}
