/** What keeps a container from running, or made it end. */
import type { AnyObject } from '../../../api/object.ts'
import type { Insight } from '../insight.ts'
import { eventsAbout, inNamespace } from './answer.ts'

export interface Trouble {
  readonly says: string
  readonly because: readonly string[]
  readonly see: readonly string[]
}

/** The first container that has a trouble, init containers first. */
export function troubleOf(pod: AnyObject, insight: Insight): Trouble | undefined {
  const { status } = pod
  for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const found = waiting(pod, container, insight) ?? ended(pod, container) ?? unready(pod, container, insight)
    if (found) return found
  }
  return undefined
}

const logs = ({ metadata }: AnyObject, container: string, pod: AnyObject, previous = false): string =>
  `kubectl logs ${metadata.name}${(pod.spec.containers ?? []).length > 1 ? ` -c ${container}` : ''}${previous ? ' -p' : ''}${inNamespace(pod)}`
const describe = (pod: AnyObject): string => `kubectl describe pod ${pod.metadata.name}${inNamespace(pod)}`

function waiting(pod: AnyObject, { name, image, state, lastState, restartCount }: any, insight: Insight): Trouble | undefined {
  const { reason, message } = state?.waiting ?? {}
  if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff' || reason === 'InvalidImageName') {
    const [why] = eventsAbout(insight, pod, 'Failed', 'InspectFailed').filter((text) => text.startsWith('Failed to pull') || text.includes('image'))
    return {
      says: `container ${name} has no image: ${image} cannot be pulled (${reason}).`,
      because: [
        why ?? message ?? '',
        ...(reason === 'ImagePullBackOff' ? ['the kubelet tries again, after a while that doubles up to five minutes'] : []),
      ].filter((line) => line !== ''),
      see: [describe(pod)],
    }
  }
  if (reason === 'CrashLoopBackOff') {
    const { exitCode, reason: how } = lastState?.terminated ?? {}
    return {
      says: `container ${name} ends again and again: it was started ${restartCount + 1} times, and the kubelet waits before it tries once more.`,
      because: [endText(how, exitCode, pod, name), ...probeFailures(pod, insight)],
      see: [logs(pod, name, pod, true), describe(pod)],
    }
  }
  if (reason === 'CreateContainerConfigError' || reason === 'CreateContainerError' || reason === 'RunContainerError')
    return { says: `container ${name} cannot be started (${reason}).`, because: message ? [message] : [], see: [describe(pod)] }
  if (reason === 'PodInitializing') return undefined
  if (!reason) return undefined
  const mounts = eventsAbout(insight, pod, 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox').slice(0, 2)
  return {
    says: `container ${name} is not there yet (${reason}).`,
    because: mounts.length > 0 ? mounts : eventsAbout(insight, pod).slice(0, 1),
    see: [describe(pod)],
  }
}

function ended(pod: AnyObject, { name, state, lastState, restartCount }: any): Trouble | undefined {
  const { terminated } = state ?? {}
  if (terminated && terminated.exitCode !== 0)
    return { says: `container ${name} has failed.`, because: [endText(terminated.reason, terminated.exitCode, pod, name)], see: [logs(pod, name, pod)] }
  if (restartCount > 0 && lastState?.terminated && !state?.running) return undefined
  return undefined
}

function unready(pod: AnyObject, { name, ready, state, started }: any, insight: Insight): Trouble | undefined {
  if (ready || !state?.running) return undefined
  const failures = probeFailures(pod, insight)
  const spec = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].find((container: { name: string }) => container.name === name)
  const probe = started === false && spec?.startupProbe ? 'startup probe' : 'readiness probe'
  return {
    says: `container ${name} runs, but its ${probe} has not succeeded, so nobody is sent to it.`,
    because: failures.length > 0 ? failures : ['it has not been asked often enough yet'],
    see: [describe(pod), logs(pod, name, pod)],
  }
}

/** Why containers of a pod were started anew, if they were. */
export function restartsOf(pod: AnyObject, insight: Insight): readonly string[] {
  const restarted = (pod.status?.containerStatuses ?? []).filter((container: any) => container.restartCount > 0)
  if (restarted.length === 0) return []
  const lines = restarted.map(({ name, restartCount, lastState }: any) => {
    const { reason, exitCode } = lastState?.terminated ?? {}
    return `container ${name} was restarted ${restartCount === 1 ? 'once' : `${restartCount} times`}; ${endText(reason, exitCode, pod, name)}`
  })
  return [...lines, ...probeFailures(pod, insight)]
}

const probeFailures = (pod: AnyObject, insight: Insight): readonly string[] => eventsAbout(insight, pod, 'Unhealthy').slice(0, 2)

function endText(reason: string | undefined, exitCode: number | undefined, pod: AnyObject, name: string): string {
  if (reason === 'OOMKilled') {
    const limit = (pod.spec.containers ?? []).find((container: { name: string }) => container.name === name)?.resources?.limits?.memory
    return `last time it was killed because it wanted more memory than ${limit ? `its limit of ${limit}` : 'its node has'} (OOMKilled)`
  }
  if (exitCode === undefined) return 'nobody knows how it ended'
  const signal: Record<number, string> = {
    137: ' (killed, as by SIGKILL)',
    143: ' (asked to end, by SIGTERM)',
    127: ' (there is no such command)',
    126: ' (the command cannot be run)',
  }
  return `last time its program ended with exit code ${exitCode}${signal[exitCode] ?? ''}`
}
