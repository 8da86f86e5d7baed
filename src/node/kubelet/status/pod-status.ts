/** A pod's whole status as this node sees it. Models generateAPIPodStatus in pkg/kubelet/kubelet_pods.go. */
import { formatTime } from '../../../api/time.ts'
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus, ResourceRequirements } from '../../../api/types.ts'
import type { PodContainer } from '../container/pod-container.ts'
import { podResources, qosClass, type ResourceList } from '../resources.ts'
import { type Finding, kubeletConditions, podConditions } from './conditions.ts'
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
  readonly verdict: Verdict | undefined
  /** Why a resize can't be done on this node. */
  readonly tooLarge: string | undefined
}

/** @param old what was written last; conditions keep their times where nothing changed. */
export function podStatus(view: PodView, old: PodStatus): PodStatus {
  const { pod, containers, verdict } = view
  const isFinal = old.phase === 'Succeeded' || old.phase === 'Failed'
  const phase = isFinal ? (old.phase as string) : verdict ? 'Failed' : podPhase(pod, containers, view.ending)
  const said = verdict ?? (phase === old.phase ? old : undefined)
  const status: PodStatus = { observedGeneration: pod.metadata.generation ?? 1, phase }
  if (said?.reason) status.reason = said.reason
  if (said?.message) status.message = said.message
  status.conditions = conditions(view, phase, old)
  status.hostIP = view.hostIP
  status.hostIPs = ips(view.hostIP, old.hostIPs)
  if (view.podIP !== undefined) {
    status.podIP = view.podIP
    status.podIPs = ips(view.podIP, old.podIPs)
  }
  status.startTime = old.startTime ?? formatTime(view.startTime)
  addContainers(status, view)
  status.qosClass = old.qosClass ?? qosClass(pod)
  addResources(status, view.tooLarge === undefined ? pod : asGiven(pod, containers))
  // Fields of others.
  if (old.nominatedNodeName) status.nominatedNodeName = old.nominatedNodeName
  if (old.resourceClaimStatuses) status.resourceClaimStatuses = old.resourceClaimStatuses
  return status
}

/** The list of one address. What is as it was is not made anew. */
const ips = (ip: string, old: { ip: string }[] = []): { ip: string }[] => (old.length === 1 && old[0]?.ip === ip ? old : [{ ip }])

/** Init containers keep the order of the spec, the others are sorted by name. */
function addContainers(status: PodStatus, view: PodView): void {
  const [init, app, ephemeral]: ContainerStatus[][] = [[], [], []]
  for (const each of view.containers) {
    const list = each.role === 'app' ? app : each.role === 'ephemeral' ? ephemeral : init
    list?.push(containerStatus(each, view))
  }
  if (init?.length) status.initContainerStatuses = init
  if (app?.length) status.containerStatuses = byName(app)
  if (ephemeral?.length) status.ephemeralContainerStatuses = byName(ephemeral)
}

const byName = (list: ContainerStatus[]): ContainerStatus[] => (list.length > 1 ? list.sort((a, b) => (a.name < b.name ? -1 : 1)) : list)

/** Models InPlacePodLevelResourcesVerticalScaling, on by default in 1.36: the pod's resources as a whole. */
function addResources(status: PodStatus, pod: Pod): void {
  const requests = podResources(pod, 'requests')
  const limits = podResources(pod, 'limits')
  const some = (list: ResourceList): boolean => Object.keys(list).length > 0
  const resources: ResourceRequirements = {}
  if (some(limits)) resources.limits = limits
  if (some(requests)) resources.requests = requests
  status.resources = some(limits) || some(requests) ? resources : nothing
  if (some(requests)) status.allocatedResources = requests
}

const nothing: ResourceRequirements = {}

/** The pod with the resources that its containers have, where those that it asks for are out of reach. */
function asGiven(pod: Pod, containers: readonly PodContainer[]): Pod {
  const given = (spec: Container): Container => containers.find(({ name }) => name === spec.name)?.spec ?? spec
  return { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map(given) } }
}

function conditions(view: PodView, phase: string, old: PodStatus): PodCondition[] {
  const { pod, verdict } = view
  const generation = pod.metadata.generation ?? 1
  const before = old.conditions ?? []
  const disruption = verdict?.disruption ? 'DisruptionTarget' : undefined
  // What others set comes first, then the kubelet's own.
  const list: PodCondition[] = []
  for (const each of before) if (!kubeletConditions.has(each.type) && each.type !== disruption) list.push(each)
  const put = (type: string, finding: Finding): void => {
    // It stands where it stood, as a rule.
    const there = before[list.length]
    const was = there?.type === type ? there : before.find((each) => each.type === type)
    list.push(was && stands(was, finding, generation) ? was : condition(type, finding, was, generation, view.now))
  }
  if (verdict && disruption) put(disruption, { status: 'True', reason: 'TerminationByKubelet', message: verdict.message })
  podConditions(pod, old, view.containers, phase, view.sandboxReady, view.tooLarge, put)
  return list
}

const stands = (was: PodCondition, { status, reason, message }: Finding, generation: number): boolean =>
  was.status === status && was.reason === reason && was.message === message && was.observedGeneration === generation && was.lastProbeTime === null

/** @param was the condition before: its time stays while its status does */
function condition(type: string, { status, reason, message }: Finding, was: PodCondition | undefined, observedGeneration: number, now: number): PodCondition {
  const lastTransitionTime = (was?.status === status ? was.lastTransitionTime : undefined) ?? formatTime(now)
  // Go's zero time is written as null, and readers of YAML see it.
  const made: PodCondition = { type, status, observedGeneration, lastProbeTime: null as unknown as string, lastTransitionTime }
  if (reason !== undefined) made.reason = reason
  if (message !== undefined) made.message = message
  return made
}
