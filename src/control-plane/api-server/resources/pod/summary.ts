/** How a pod is doing, in one word and two counts. Models printPod of pkg/printers/internalversion. */
import type { ContainerStatus, Pod } from '../../../../api/types.ts'

export interface PodSummary {
  readonly ready: number
  readonly total: number
  /** The STATUS column: `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  readonly reason: string
  readonly restarts: number
  /** RFC 3339, empty if nothing has restarted. */
  readonly lastRestart: string
}

/** Counts that grow while the statuses are walked. */
interface Tally {
  ready: number
  restarts: number
  lastRestart: string
}

export function summarize(pod: Pod): PodSummary {
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map((container) => container.name))
  const all: Tally = { ready: 0, restarts: 0, lastRestart: '' }
  const ofSidecars: Tally = { ready: 0, restarts: 0, lastRestart: '' }
  const initializing = initReason(pod, sidecars, all, ofSidecars)
  let reason = initializing ?? phaseReason(pod)
  let tally = all
  if (initializing === undefined || conditionTrue(pod, 'Initialized')) {
    tally = { ...ofSidecars, ready: all.ready }
    reason = containersReason(pod, reason, tally)
  }
  return {
    ready: tally.ready,
    total: (pod.spec?.containers ?? []).length + sidecars.size,
    reason: deletionReason(pod) ?? reason,
    restarts: tally.restarts,
    lastRestart: tally.lastRestart,
  }
}

function phaseReason({ status }: Pod): string {
  const gated = status?.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated')
  return gated ? 'SchedulingGated' : status?.reason || (status?.phase ?? '')
}

/** The reason while init containers still run, undefined once they are done. */
function initReason(pod: Pod, sidecars: ReadonlySet<string>, all: Tally, ofSidecars: Tally): string | undefined {
  for (const [i, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const sidecar = sidecars.has(container.name)
    count(all, container)
    if (sidecar) count(ofSidecars, container)
    const { terminated, waiting } = container.state ?? {}
    if (terminated?.exitCode === 0) continue
    if (sidecar && container.started) {
      if (container.ready) all.ready++
      continue
    }
    if (terminated) return `Init:${terminated.reason || exitText(terminated)}`
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`
    return `Init:${i}/${pod.spec?.initContainers?.length ?? 0}`
  }
  return undefined
}

function containersReason(pod: Pod, fallback: string, tally: Tally): string {
  let reason = fallback
  let running = false
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    count(tally, container)
    const { terminated, waiting } = container.state ?? {}
    if (waiting?.reason) reason = waiting.reason
    else if (terminated) reason = terminated.reason || exitText(terminated)
    else if (container.ready && container.state?.running) {
      running = true
      tally.ready++
    }
  }
  // One container has finished, another still runs.
  return reason === 'Completed' && running ? (conditionTrue(pod, 'Ready') ? 'Running' : 'NotReady') : reason
}

function deletionReason({ metadata, status }: Pod): string | undefined {
  if (!metadata.deletionTimestamp) return undefined
  if (status?.reason === 'NodeLost') return 'Unknown'
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating'
}

function count(tally: Tally, container: ContainerStatus): void {
  tally.restarts += container.restartCount
  const finished = container.lastState?.terminated?.finishedAt ?? ''
  if (finished > tally.lastRestart) tally.lastRestart = finished
}

const exitText = (terminated: { signal?: number; exitCode: number }): string =>
  terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`

const conditionTrue = ({ status }: Pod, type: string): boolean => status?.conditions?.find((condition) => condition.type === type)?.status === 'True'
