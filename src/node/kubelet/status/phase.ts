/** A pod's phase. Models getPhase in pkg/kubelet/kubelet_pods.go. */
import type { Pod } from '../../../api/types.ts'
import { type PodContainer, shouldRestart } from '../container/pod-container.ts'
import { mirrorAnnotation } from '../static-pod.ts'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** @param terminal no container will be started again, whatever the restart policy says. */
export function podPhase(pod: Pod, containers: readonly PodContainer[], terminal: boolean): Phase {
  const apps = containers.filter((each) => each.role === 'app')
  const begun = apps.some((each) => each.attempts.length > 0)
  const initial = initialPhase(pod, containers, begun)
  if (initial) return initial
  const sidecars = containers.filter((each) => each.role === 'sidecar')
  if (apps.some((each) => !each.running && each.exitCode === undefined)) return 'Pending'
  if ([...apps, ...sidecars].some((each) => each.running)) return 'Running'
  const succeeded = apps.every((each) => each.exitCode === 0)
  if (terminal && pod.metadata.annotations?.[mirrorAnnotation] === undefined) return succeeded ? 'Succeeded' : 'Failed'
  if (apps.some((each) => shouldRestart(each, pod, each.exitCode ?? 0))) return 'Running'
  return succeeded ? 'Succeeded' : 'Failed'
}

function initialPhase(pod: Pod, containers: readonly PodContainer[], begun: boolean): Phase | undefined {
  const inits = containers.filter((each) => each.role === 'init')
  if (inits.some((each) => (each.exitCode ?? 0) !== 0 && !shouldRestart(each, pod, each.exitCode as number))) return 'Failed'
  if (begun) return undefined
  if (inits.some((each) => each.exitCode !== 0)) return 'Pending'
  return containers.some((each) => each.role === 'sidecar' && !each.hasStarted) ? 'Pending' : undefined
}
