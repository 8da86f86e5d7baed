/** A pod's whole status as this node sees it. Models generateAPIPodStatus in pkg/kubelet/kubelet_pods.go. */
import { deepEqual } from '../../../api/object.ts'
import { formatTime } from '../../../api/time.ts'
import type { Container, Pod, PodCondition, PodStatus } from '../../../api/types.ts'
import type { PodContainer } from '../container/pod-container.ts'
import { podResources, qosClass, type ResourceList } from '../resources.ts'
import { kubeletConditions, podConditions } from './conditions.ts'
import { type ContainerFacts, containerStatus } from './container-status.ts'
import { podPhase } from './phase.ts'

/** An end that the kubelet decided on: DeadlineExceeded, Evicted, a refused admission. */
export interface Verdict {
  readonly reason: string
  readonly message: string
  /** It has to go for the sake of others. */
  readonly disruption?: boolean
}

export interface PodView extends ContainerFacts {
  readonly containers: readonly PodContainer[]
  readonly now: number
  readonly hostIP: string
  readonly podIP: string | undefined
  readonly sandboxReady: boolean
  readonly startTime: number
  readonly verdict?: Verdict | undefined
  /** Why a resize can't be done on this node. */
  readonly tooLarge?: string | undefined
}

/** @param old what was written last; conditions keep their times where nothing changed. */
export function podStatus(view: PodView, old: PodStatus): PodStatus {
  const { pod, containers, verdict } = view
  const final = old.phase === 'Succeeded' || old.phase === 'Failed' ? old.phase : undefined
  const phase = final ?? (verdict ? 'Failed' : podPhase(pod, containers, view.ending))
  const said = verdict ?? (phase === old.phase ? { reason: old.reason, message: old.message } : {})
  const status: PodStatus = {
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    ...(said.reason ? { reason: said.reason } : {}),
    ...(said.message ? { message: said.message } : {}),
    conditions: conditions(view, phase, old),
    hostIP: view.hostIP,
    hostIPs: [{ ip: view.hostIP }],
    ...(view.podIP === undefined ? {} : { podIP: view.podIP, podIPs: [{ ip: view.podIP }] }),
    startTime: old.startTime ?? formatTime(view.startTime),
    ...statuses('initContainerStatuses', view, ['init', 'sidecar']),
    ...statuses('containerStatuses', view, ['app']),
    ...statuses('ephemeralContainerStatuses', view, ['ephemeral']),
    qosClass: old.qosClass ?? qosClass(pod),
    ...allocated(view.tooLarge === undefined ? pod : asGiven(pod, containers)),
    ...kept(old),
  }
  return status
}

/** Models InPlacePodLevelResourcesVerticalScaling, on by default in 1.36: the pod's resources as a whole. */
function allocated(pod: Pod): Pick<PodStatus, 'resources' | 'allocatedResources'> {
  const requests = podResources(pod, 'requests')
  const limits = podResources(pod, 'limits')
  const some = (list: ResourceList): boolean => Object.keys(list).length > 0
  return {
    resources: { ...(some(limits) ? { limits } : {}), ...(some(requests) ? { requests } : {}) },
    ...(some(requests) ? { allocatedResources: requests } : {}),
  }
}

/** The pod with the resources that its containers have, where those that it asks for are out of reach. */
function asGiven(pod: Pod, containers: readonly PodContainer[]): Pod {
  const given = (spec: Container): Container => containers.find(({ name }) => name === spec.name)?.spec ?? spec
  return { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map(given) } }
}

/** Fields of others. */
function kept(old: PodStatus): Partial<PodStatus> {
  return {
    ...(old.nominatedNodeName ? { nominatedNodeName: old.nominatedNodeName } : {}),
    ...(old.resourceClaimStatuses ? { resourceClaimStatuses: old.resourceClaimStatuses } : {}),
  }
}

function statuses(field: keyof PodStatus, view: PodView, roles: readonly PodContainer['role'][]): Partial<PodStatus> {
  const those = view.containers.filter((each) => roles.includes(each.role))
  if (those.length === 0) return {}
  const list = those.map((each) => containerStatus(each, view))
  // Init containers keep the order of the spec, the others are sorted by name.
  if (field !== 'initContainerStatuses') list.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { [field]: list }
}

function conditions(view: PodView, phase: string, old: PodStatus): PodCondition[] {
  const disruption = disruptionOf(view)
  const others = (old.conditions ?? []).filter(({ type }) => !kubeletConditions.includes(type) && type !== disruption[0]?.type)
  const own = [...disruption, ...podConditions({ ...view.pod, status: old }, view.containers, phase, view.sandboxReady, view.tooLarge)].map((verdict) => {
    const before = old.conditions?.find((each) => each.type === verdict.type)
    const lastTransitionTime = before?.status === verdict.status ? before.lastTransitionTime : formatTime(view.now)
    return {
      type: verdict.type,
      status: verdict.status,
      observedGeneration: view.pod.metadata.generation ?? 1,
      // Go's zero time is written as null, and readers of YAML see it.
      lastProbeTime: null as unknown as string,
      lastTransitionTime: lastTransitionTime ?? formatTime(view.now),
      ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
      ...(verdict.message === undefined ? {} : { message: verdict.message }),
    }
  })
  return [...others, ...own]
}

const disruptionOf = ({ verdict }: PodView): { type: string; status: 'True'; reason: string; message: string }[] =>
  verdict?.disruption ? [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: verdict.message }] : []

export const sameStatus = (a: PodStatus, b: PodStatus): boolean => deepEqual(a, b)
