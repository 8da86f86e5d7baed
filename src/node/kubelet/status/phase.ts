/** A pod's phase. Models getPhase in pkg/kubelet/kubelet_pods.go. */
import type { Pod } from '../../../api/types.ts'
import { type PodContainer, shouldRestart } from '../container/pod-container.ts'
import { mirrorAnnotation } from '../static-pod.ts'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** @param terminal no container will be started again, whatever the restart policy says. */
export function podPhase(pod: Pod, containers: readonly PodContainer[], terminal: boolean): Phase {
  const initial = initialPhase(pod, containers)
  if (initial) return initial
  const apps = containers.filter((each) => each.role === 'app')
  if (apps.some((each) => !each.running && each.exitCode === undefined)) return 'Pending'
  if (containers.some((each) => (each.role === 'app' || each.role === 'sidecar') && each.running)) return 'Running'
  const succeeded = apps.every((each) => each.exitCode === 0)
  if (terminal && pod.metadata.annotations?.[mirrorAnnotation] === undefined) return succeeded ? 'Succeeded' : 'Failed'
  if (apps.some((each) => shouldRestart(each, pod, each.exitCode ?? 0))) return 'Running'
  return succeeded ? 'Succeeded' : 'Failed'
}

function initialPhase(pod: Pod, containers: readonly PodContainer[]): Phase | undefined {
  if (!pod.spec.initContainers?.length) return undefined
  const begun = containers.some((each) => each.role === 'app' && each.current !== undefined)
  const inits = containers.filter((each) => each.role === 'init')
  if (inits.some((each) => (each.exitCode ?? 0) !== 0 && !shouldRestart(each, pod, each.exitCode as number))) return 'Failed'
  if (begun) return undefined
  if (inits.some((each) => each.exitCode !== 0)) return 'Pending'
  return containers.some((each) => each.role === 'sidecar' && !each.hasStarted) ? 'Pending' : undefined
}
