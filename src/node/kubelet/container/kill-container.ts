/** Stops a container: preStop hook, SIGTERM, and SIGKILL when the grace period is over. Models killContainer in pkg/kubelet/kuberuntime. */
import type { Pod } from '../../../api/types.ts'
import { runHook } from '../lifecycle-hook.ts'
import { containerEvent, type PodHost } from '../pod-host.ts'
import type { PodContainer } from './pod-container.ts'

/** The program gets at least this long, however little grace is left. */
const minimumGraceSeconds = 2

/** Returns at once; the runtime tells when the container has ended. */
export function killContainer(host: PodHost, pod: Pod, podIP: string, container: PodContainer, graceSeconds: number, message?: string): void {
  const attempt = container.current
  if (!attempt || !container.running || container.stopping) return
  container.stopping = true
  containerEvent(host, pod, container, 'Normal', 'Killing', message ?? `Stopping container ${container.name}`)
  const hook = container.spec.lifecycle?.preStop
  let spent = 0
  if (hook && graceSeconds > 0) {
    const result = runHook(host, pod, podIP, container, attempt, hook)
    if (!result.ok) containerEvent(host, pod, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
    spent = Math.min(result.seconds, graceSeconds)
  }
  const stop = (): void => {
    if (container.current === attempt && container.running)
      host.runtime.stop(attempt.id, graceSeconds === 0 ? 0 : Math.max(graceSeconds - spent, minimumGraceSeconds))
  }
  if (spent > 0) host.clock.after(spent * 1000, stop)
  else stop()
}
