/** The status of one container. Models convertToAPIContainerStatuses in pkg/kubelet/kubelet_pods.go. */

import { formatTime } from '../../../api/time.ts'
import type { ContainerState as ApiState, ContainerStatus, Pod } from '../../../api/types.ts'
import type { ContainerState } from '../../container-runtime/cri.ts'
import { type Attempt, type PodContainer, shouldRestart } from '../container/pod-container.ts'
import { terminationMessage } from '../container/termination-message.ts'

export interface ContainerFacts {
  readonly pod: Pod
  log(id: string): readonly string[]
  /** The pod is ending, so nothing will be started again. */
  readonly ending: boolean
}

export function containerStatus(container: PodContainer, facts: ContainerFacts): ContainerStatus {
  const { spec, current, failure } = container
  const { image, resources, user, volumeMounts } = container.givenIn(facts.pod)
  const waiting = waitsWithFailure(container, facts)
  const status = {
    name: spec.name,
    image: current ? image : (spec.image ?? ''),
    imageID: container.state()?.imageId ?? '',
  } as ContainerStatus
  if (current) status.containerID = containerId(current)
  status.restartCount = container.restartCount
  status.ready = container.isReady
  status.started = container.role === 'init' ? container.running : container.hasStarted
  status.state = waiting ? { waiting: { reason: failure?.reason ?? '', message: failure?.message ?? '' } } : currentState(container, facts)
  status.lastState = lastState(container, facts, waiting)
  // What the runtime reports about a container that exists.
  if (current) {
    status.resources = resources
    if (resources.requests) status.allocatedResources = resources.requests
    status.user = user
  }
  if (volumeMounts) status.volumeMounts = volumeMounts
  return status
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
  const message = terminationMessage(container.spec, attempt.files, exitCode, () => facts.log(attempt.id)) || state.message
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

const containerId = (attempt: Attempt): string => `containerd://${attempt.id}`
