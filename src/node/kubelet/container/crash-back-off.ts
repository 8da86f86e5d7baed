/** Containers that keep ending are started again ever more slowly. Models doBackOff in pkg/kubelet/kuberuntime. */
import { formatDuration } from '../../../api/duration.ts'
import type { Pod } from '../../../api/types.ts'
import { containerEvent, type PodHost, podText } from '../pod-host.ts'
import type { PodContainer, StartFailure } from './pod-container.ts'

/**
 * When a container may be started again, if not now; undefined if now, which is then noted as one more start.
 * The first restart is immediate; the delay starts at 10 s, doubles up to 5 min, and is forgotten after 10 quiet minutes.
 */
export function crashDelay(host: PodHost, pod: Pod, container: PodContainer): number | undefined {
  const finishedAt = container.state()?.finishedAt
  if (!container.exited || finishedAt === undefined) return undefined
  const key = keyOf(pod, container)
  const until = host.crashes.until(key, finishedAt)
  if (until === undefined) host.crashes.next(key, finishedAt)
  return until
}

/** Tells of the delay, as the container's reason for waiting. */
export function crashFailure(host: PodHost, pod: Pod, container: PodContainer, retryAt: number): StartFailure & { retryAt: number } {
  containerEvent(host, pod, container, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`)
  const delay = formatDuration(host.crashes.get(keyOf(pod, container)))
  return { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed container=${container.name} pod=${podText(pod)}`, retryAt }
}

const keyOf = (pod: Pod, container: PodContainer): string => `${pod.metadata.uid}_${container.name}_${container.spec.image}`
