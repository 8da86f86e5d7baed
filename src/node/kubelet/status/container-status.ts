/** The status of one container. Models convertToAPIContainerStatuses in pkg/kubelet/kubelet_pods.go. */

import { formatTime } from '../../../api/time.ts'
import type { ContainerState as ApiState, ContainerStatus, Pod, VolumeMountStatus } from '../../../api/types.ts'
import type { ContainerState } from '../../container-runtime/cri.ts'
import { parseImageReference } from '../../container-runtime/image-reference.ts'
import { type Attempt, type PodContainer, shouldRestart } from '../container/pod-container.ts'
import { terminationMessage } from '../container/termination-message.ts'

export interface ContainerFacts {
  readonly pod: Pod
  log(id: string): readonly string[]
  /** The pod is ending, so nothing will be started again. */
  readonly ending: boolean
}

export function containerStatus(container: PodContainer, facts: ContainerFacts): ContainerStatus {
  const created = container.current !== undefined
  const waiting = waitsWithFailure(container, facts)
  const state = container.state()
  return {
    name: container.name,
    image: created ? imageText(container.spec.image ?? '') : (container.spec.image ?? ''),
    imageID: state?.imageId ?? '',
    ...(container.current ? { containerID: containerId(container.current) } : {}),
    restartCount: container.restartCount,
    ready: container.isReady,
    started: container.role === 'init' ? container.running : container.hasStarted,
    state: waiting ? { waiting: { reason: container.failure?.reason ?? '', message: container.failure?.message ?? '' } } : currentState(container, facts),
    lastState: lastState(container, facts, waiting),
    ...(created ? given(container, facts.pod) : {}),
    ...mountStatuses(container),
  }
}

/** A container that is to be started, and could not be. */
function waitsWithFailure(container: PodContainer, { pod, ending }: ContainerFacts): boolean {
  if (container.failure === undefined || ending || container.running) return false
  return container.exitCode === undefined || shouldRestart(container, pod, container.exitCode)
}

function currentState(container: PodContainer, facts: ContainerFacts): ApiState {
  const attempt = container.current
  const state = container.state()
  if (!attempt || !state) return { waiting: { reason: facts.pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' } }
  if (state.state === 'exited') return { terminated: terminated(container, attempt, state, facts) }
  return state.state === 'running' ? { running: { startedAt: formatTime(state.startedAt ?? state.createdAt) } } : { waiting: {} }
}

function lastState(container: PodContainer, facts: ContainerFacts, waiting: boolean): ApiState {
  const attempt = waiting && container.exited ? container.current : container.previous
  const state = container.state(attempt)
  return attempt && state?.state === 'exited' ? { terminated: terminated(container, attempt, state, facts) } : {}
}

function terminated(container: PodContainer, attempt: Attempt, state: ContainerState, facts: ContainerFacts): NonNullable<ApiState['terminated']> {
  const exitCode = state.exitCode ?? 0
  const message = terminationMessage(container.spec, attempt.terminationLog, exitCode, () => facts.log(attempt.id)) || state.message
  return {
    exitCode,
    reason: state.reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
    ...(message ? { message } : {}),
    // containerd leaves the start empty, which is written as the epoch, where the process never began.
    startedAt: formatTime(state.startedAt ?? 0),
    finishedAt: formatTime(state.finishedAt ?? state.createdAt),
    containerID: containerId(attempt),
  }
}

const imageText = (image: string): string => parseImageReference(image)?.text ?? image

const containerId = (attempt: Attempt): string => `containerd://${attempt.id}`

/** What the runtime reports about a container that exists: its resources and its user. */
function given(container: PodContainer, pod: Pod): Pick<ContainerStatus, 'resources' | 'allocatedResources' | 'user'> {
  const requests = container.spec.resources?.requests
  const context = { ...pod.spec.securityContext, ...container.spec.securityContext }
  const gid = context.runAsGroup ?? 0
  const groups = [
    ...new Set([
      gid,
      ...(pod.spec.securityContext?.supplementalGroups ?? []),
      ...(pod.spec.securityContext?.fsGroup === undefined ? [] : [pod.spec.securityContext.fsGroup]),
    ]),
  ]
  return {
    resources: container.spec.resources ?? {},
    ...(requests ? { allocatedResources: requests } : {}),
    user: { linux: { uid: context.runAsUser ?? 0, gid, supplementalGroups: groups } },
  }
}

function mountStatuses({ spec }: PodContainer): { volumeMounts?: VolumeMountStatus[] } {
  if (!spec.volumeMounts?.length) return {}
  return {
    volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
    })),
  }
}
