/** What to do next for a pod's containers. Models computePodActions in pkg/kubelet/kuberuntime. */
import type { Pod } from '../../../api/types.ts'
import { type PodContainer, shouldRestart } from './pod-container.ts'

export interface PodActions {
  /** Containers to start now, in order. */
  readonly start: readonly PodContainer[]
  /** Containers to stop first, because a probe failed or the image changed. */
  readonly restart: readonly PodContainer[]
  /** Nothing is left to run: the pod ends, and what still runs is stopped. */
  readonly finished: boolean
}

export function podActions(pod: Pod, containers: readonly PodContainer[]): PodActions {
  const initial = pod.spec.initContainers?.length ? containers.filter((each) => each.role === 'init' || each.role === 'sidecar') : []
  const apps = containers.filter((each) => each.role === 'app')
  const restart = containers.filter((each) => each.running && each.doomed !== undefined)
  const initialized = apps.some((each) => each.current !== undefined)
  const { start, blocked, failed } = initialActions(pod, initial, initialized)
  if (failed) return { start: [], restart: [], finished: true }
  if (blocked) return { start, restart, finished: false }
  const left = apps.filter((each) => each.exitCode === undefined || shouldRestart(each, pod, each.exitCode))
  if (left.length === 0) return { start: [], restart: [], finished: true }
  const ephemeral = containers.filter((each) => each.role === 'ephemeral' && each.current === undefined)
  return { start: [...ephemeral, ...start, ...left.filter((each) => !each.running)], restart, finished: false }
}

/** Init containers run one after the other; a sidecar must have started before the next one; all before the first app container. */
function initialActions(pod: Pod, initial: readonly PodContainer[], initialized: boolean): { start: PodContainer[]; blocked: boolean; failed: boolean } {
  const start: PodContainer[] = []
  // Sidecars before the point that was reached are restarted whatever is going on behind them.
  for (const [index, container] of initial.entries()) {
    const reachedLater = initialized || initial.slice(index + 1).some((each) => each.current !== undefined)
    if (container.role === 'sidecar') {
      if (!container.running) start.push(container)
      if (!container.hasStarted && !reachedLater) return { start, blocked: true, failed: false }
      continue
    }
    if (initialized || container.exitCode === 0) continue
    if (container.exitCode !== undefined && !shouldRestart(container, pod, container.exitCode)) return { start: [], blocked: true, failed: true }
    if (!container.running) start.push(container)
    return { start, blocked: true, failed: false }
  }
  return { start, blocked: false, failed: false }
}
