/** What must hold in every cluster that has had time to come to rest, whatever was done to it. Each says what is wrong. */
import {
  daemonSets,
  deployments,
  endpointSlices,
  jobs,
  namespaces,
  nodes,
  pods,
  replicaSets,
  resourceQuotas,
  services,
  statefulSets,
} from '../../src/api/kinds.ts'
import { matchesLabelSelector } from '../../src/api/labels.ts'
import { controllerOf, type KubeObject } from '../../src/api/object.ts'
import { Quantity } from '../../src/api/quantity.ts'
import { parseTime } from '../../src/api/time.ts'
import type { Pod } from '../../src/api/types.ts'
import { discover } from '../../src/client/discovery.ts'
import type { WholeCluster } from './whole-cluster.ts'

type Invariant = (cluster: Look) => string[]

/** The cluster as it is now. */
interface Look {
  readonly cluster: WholeCluster
  readonly pods: readonly Pod[]
  readonly all: readonly (readonly [kind: string, object: KubeObject])[]
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`
const isReady = (pod: Pod): boolean => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
const hasEnded = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
const isLeaving = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined
/** Should have gone by now, and nobody says so: its node is silent. Quotas do not count it any more. */
const isOverdue = ({ metadata }: Pod, now: number): boolean => metadata.deletionTimestamp !== undefined && parseTime(metadata.deletionTimestamp) <= now
const refused = (conditions: readonly { type?: string; status?: string }[] | undefined): boolean =>
  conditions?.some(({ type, status }) => type === 'ReplicaFailure' && status === 'True') ?? false

/** Who is owned has an owner that is there, and in its namespace. */
const ownersExist: Invariant = ({ all }) => {
  const byUid = new Map(all.map(([kind, object]) => [object.metadata.uid, { kind, object }]))
  return all.flatMap(([kind, object]) =>
    (object.metadata.ownerReferences ?? []).flatMap((owner) => {
      const found = byUid.get(owner.uid)
      if (!found) return [`${kind} ${nameOf(object)} is owned by ${owner.kind} ${owner.name}, which is gone`]
      const apart = found.object.metadata.namespace !== undefined && found.object.metadata.namespace !== object.metadata.namespace
      return found.kind !== owner.kind || apart ? [`${kind} ${nameOf(object)} is owned by ${owner.kind} ${owner.name} of another kind or namespace`] : []
    }),
  )
}

const nothingIsLeavingForEver: Invariant = ({ all }) =>
  all.filter(([, object]) => isLeaving(object)).map(([kind, object]) => `${kind} ${nameOf(object)} still leaves`)

const namespacesExist: Invariant = ({ cluster, all }) => {
  const known = new Set(cluster.client.list(namespaces).items.map(({ metadata }) => metadata.name))
  return all
    .filter(([, { metadata }]) => metadata.namespace && !known.has(metadata.namespace))
    .map(([kind, object]) => `${kind} ${nameOf(object)} has no namespace`)
}

const podsAreOnNodesThatExist: Invariant = ({ cluster, pods: every }) => {
  const known = new Set(cluster.client.list(nodes).items.map(({ metadata }) => metadata.name))
  return every.filter(({ spec }) => spec.nodeName && !known.has(spec.nodeName)).map((pod) => `${nameOf(pod)} is on ${pod.spec.nodeName}, which is gone`)
}

/** As many pods as wanted; fewer only where a quota says no. */
const countsMatch: Invariant = ({ cluster: { client }, pods: every }) => {
  const ownedBy = (owner: KubeObject): Pod[] => every.filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid && !hasEnded(pod))
  const wrong = (what: string, object: KubeObject, wanted: number, there: number, excused: boolean): string[] =>
    there === wanted || (excused && there < wanted) ? [] : [`${what} ${nameOf(object)} wants ${wanted} pods and has ${there}`]
  const isFull = client
    .list(resourceQuotas)
    .items.some(({ status }) => status?.hard?.pods !== undefined && Number(status.used?.pods) >= Number(status.hard.pods))
  const sets = client.list(replicaSets).items
  return [
    ...sets.flatMap((set) => wrong('ReplicaSet', set, set.spec?.replicas ?? 1, ownedBy(set).length, refused(set.status?.conditions))),
    ...client.list(deployments).items.flatMap((each) => {
      const own = sets.filter((set) => controllerOf(set)?.uid === each.metadata.uid)
      const there = own.reduce((sum, set) => sum + (set.spec?.replicas ?? 0), 0)
      const wanted = each.spec?.replicas ?? 1
      // A rollout that is stuck, or held, stays within what it may surge and what may be unavailable, a quarter each by default.
      const [least, most] = [wanted - Math.floor(wanted / 4), wanted + Math.ceil(wanted / 4)]
      return there >= least && there <= most ? [] : [`Deployment ${nameOf(each)} wants ${wanted} pods and its sets ${there}`]
    }),
    ...client.list(statefulSets).items.flatMap((set) => {
      const own = ownedBy(set)
      // In order: whoever is not ready holds up those that are to come, and those that are to go.
      if (!own.every(isReady)) return []
      // A pod that somebody labelled away from the set keeps the name that its successor must have.
      const names = new RegExp(`^${set.metadata.name}-\\d+$`)
      const isTaken = every.some((pod) => pod.metadata.namespace === set.metadata.namespace && names.test(pod.metadata.name) && !own.includes(pod))
      return wrong('StatefulSet', set, set.spec?.replicas ?? 1, own.length, isFull || isTaken)
    }),
    ...client.list(daemonSets).items.flatMap((set) => {
      // On a node that let a pod in and would not any more, it may stay.
      const { desiredNumberScheduled = 0, numberMisscheduled = 0 } = set.status ?? {}
      return wrong('DaemonSet', set, desiredNumberScheduled + numberMisscheduled, ownedBy(set).length, isFull)
    }),
  ]
}

/** What a status says is so. */
const statusesAreTrue: Invariant = ({ cluster: { client }, pods: every }) => {
  const ownedBy = (owner: KubeObject): Pod[] => every.filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid && !isLeaving(pod))
  const compare = (what: string, object: KubeObject, says: number | undefined, is: number, of: string): string[] =>
    (says ?? 0) === is ? [] : [`${what} ${nameOf(object)} says that ${says ?? 0} pods are ${of}, and ${is} are`]
  return [
    ...client.list(replicaSets).items.flatMap((set) => {
      const own = ownedBy(set).filter((pod) => !hasEnded(pod))
      return [
        ...compare('ReplicaSet', set, set.status?.replicas, own.length, 'there'),
        ...compare('ReplicaSet', set, set.status?.readyReplicas, own.filter(isReady).length, 'ready'),
      ]
    }),
    ...client.list(statefulSets).items.flatMap((set) => compare('StatefulSet', set, set.status?.readyReplicas, ownedBy(set).filter(isReady).length, 'ready')),
    ...client.list(daemonSets).items.flatMap((set) => {
      const ready = ownedBy(set).filter(isReady).length
      const there = set.status?.numberReady ?? 0
      return there <= ready && ready <= there + (set.status?.numberMisscheduled ?? 0) ? [] : compare('DaemonSet', set, there, ready, 'ready')
    }),
    ...client.list(jobs).items.flatMap((job) => compare('Job', job, job.status?.active, ownedBy(job).filter((pod) => !hasEnded(pod)).length, 'active')),
    ...[...client.list(deployments).items, ...client.list(statefulSets).items, ...client.list(daemonSets).items, ...client.list(replicaSets).items]
      .filter(({ metadata, status }) => status?.observedGeneration !== metadata.generation)
      .map((object) => `${nameOf(object)} is at generation ${object.metadata.generation}, and its controller has seen ${object.status?.observedGeneration}`),
  ]
}

/** Exactly the ready pods that a Service selects are where it leads to. */
const endpointsAreReadyPods: Invariant = ({ cluster: { client }, pods: every }) =>
  client.list(services).items.flatMap((service) => {
    const { selector } = service.spec ?? {}
    if (!selector) return []
    const chosen = every.filter(
      (pod) => pod.metadata.namespace === service.metadata.namespace && matchesLabelSelector({ matchLabels: selector }, pod.metadata.labels),
    )
    const wanted = chosen.filter((pod) => isReady(pod) && !hasEnded(pod) && !isLeaving(pod)).map((pod) => pod.status?.podIP)
    const slices = client.list(endpointSlices, {
      namespace: service.metadata.namespace ?? '',
      labelSelector: `kubernetes.io/service-name=${service.metadata.name}`,
    })
    const there = slices.items.flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready).flatMap(({ addresses }) => addresses))
    return [...there].sort().join() === [...wanted].sort().join() ? [] : [`Service ${nameOf(service)} leads to ${there} and should to ${wanted}`]
  })

/** Holds at every moment, not only at rest. */
export const quotasAreKept: Invariant = ({ cluster: { client, clock }, pods: every }) =>
  client.list(resourceQuotas).items.flatMap((quota) => {
    const own = every.filter((pod) => pod.metadata.namespace === quota.metadata.namespace && !hasEnded(pod) && !isOverdue(pod, clock.now()))
    const most = Number(quota.spec?.hard?.pods ?? Number.POSITIVE_INFINITY)
    return own.length <= most ? [] : [`quota ${nameOf(quota)} allows ${most} pods, and there are ${own.length}`]
  })

/** Nobody is promised what a node does not have, and no two pods have one address. */
const nodesAreNotOvercommitted: Invariant = ({ cluster: { client }, pods: every }) => {
  const addresses = every.filter((pod) => !hasEnded(pod) && pod.status?.podIP && !pod.spec.hostNetwork).map((pod) => pod.status?.podIP)
  const twice = addresses.filter((ip, i) => addresses.indexOf(ip) !== i).map((ip) => `two pods have the address ${ip}`)
  const cpuOf = (pod: Pod): number =>
    pod.spec.containers.reduce((sum, { resources }) => sum + Quantity.parse(String(resources?.requests?.cpu ?? '0')).milliValue, 0)
  return [
    ...twice,
    ...client.list(nodes).items.flatMap((node) => {
      const used = every.filter((pod) => pod.spec.nodeName === node.metadata.name && !hasEnded(pod)).reduce((sum, pod) => sum + cpuOf(pod), 0)
      const most = Quantity.parse(String(node.status?.allocatable?.cpu ?? '0')).milliValue
      return used <= most ? [] : [`${node.metadata.name} has ${most}m of CPU and promised ${used}`]
    }),
  ]
}

const atRest: readonly Invariant[] = [
  ownersExist,
  nothingIsLeavingForEver,
  namespacesExist,
  podsAreOnNodesThatExist,
  countsMatch,
  statusesAreTrue,
  endpointsAreReadyPods,
  quotasAreKept,
  nodesAreNotOvercommitted,
]

const lookAt = (cluster: WholeCluster): Look => ({
  cluster,
  pods: cluster.client.list(pods).items,
  all: discover(cluster.client)
    .filter(({ verbs }) => verbs.includes('list'))
    .flatMap((kind) => cluster.client.list<KubeObject>(kind).items.map((object) => [kind.kind, object] as const)),
})

/** All that is wrong with a cluster that had time to come to rest. */
export function wrongAtRest(cluster: WholeCluster): string[] {
  const look = lookAt(cluster)
  return atRest.flatMap((invariant) => invariant(look))
}

/** What must not be wrong even for a moment. */
export const wrongNow = (cluster: WholeCluster): string[] => quotasAreKept({ cluster, pods: cluster.client.list(pods).items, all: [] })
