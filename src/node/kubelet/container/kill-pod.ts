/** Stops a pod: its containers together, then its sidecars, last one first. Models killContainersWithSyncResult in pkg/kubelet/kuberuntime. */
import type { Pod } from '../../../api/types.ts'
import type { PodHost } from '../pod-host.ts'
import type { ContainerExits } from './container-exits.ts'
import { killContainer } from './kill-container.ts'
import type { PodContainer } from './pod-container.ts'

export function killPod(
  host: PodHost,
  pod: Pod,
  podIP: string,
  containers: readonly PodContainer[],
  exits: ContainerExits,
  done: () => void,
  grace = graceOf(pod),
): void {
  const deadline = host.clock.now() + grace * 1000
  const left = (): number => Math.max(0, (deadline - host.clock.now()) / 1000)
  const sidecars = containers.filter((each) => each.role === 'sidecar' && each.running)
  const others = containers.filter((each) => each.role !== 'sidecar' && each.running)
  const nextSidecar = (): void => {
    const sidecar = sidecars.pop()
    if (!sidecar) {
      done()
      return
    }
    // Grace is what the others left of it, and never less than a moment.
    killContainer(host, pod, podIP, sidecar, Math.max(left(), 1))
    exits.whenAll([sidecar], nextSidecar)
  }
  for (const container of others) killContainer(host, pod, podIP, container, left())
  exits.whenAll(others, nextSidecar)
}

/** Seconds: what the deletion asked for, or the pod's own. A pod deleted by force has the pod's own too: nobody waits for it. */
function graceOf(pod: Pod): number {
  const asked = pod.metadata.deletionGracePeriodSeconds
  return asked === undefined || asked === 0 ? (pod.spec.terminationGracePeriodSeconds ?? 30) : asked
}
