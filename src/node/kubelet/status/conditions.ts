/** The conditions of a pod that the kubelet sets. Models pkg/kubelet/status/generate.go. */
import type { Pod, PodCondition } from '../../../api/types.ts'
import type { PodContainer } from '../container/pod-container.ts'
import { goList, goQuote } from '../go-text.ts'

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

const yes: Verdict = { status: 'True' }
const no = (reason: string, message?: string): Verdict => ({ status: 'False', reason, ...(message === undefined ? {} : { message }) })
const ended = (phase: string): Verdict | undefined => (phase === 'Failed' ? no('PodFailed') : phase === 'Succeeded' ? no('PodCompleted') : undefined)

/** In the order in which they are written: what others set first, then the kubelet's own. */
export function podConditions(
  pod: Pod,
  containers: readonly PodContainer[],
  phase: string,
  sandboxReady: boolean,
  tooLarge: string | undefined,
): readonly (Verdict & { type: string })[] {
  return [
    ...(tooLarge === undefined ? [] : [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible', message: tooLarge } as const]),
    { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' },
    { type: 'Initialized', ...initialized(containers, phase) },
    { type: 'Ready', ...ready(pod, containers, phase) },
    { type: 'ContainersReady', ...containersReady(containers, phase) },
    { type: 'PodScheduled', ...yes },
  ]
}

export const kubeletConditions = ['PodResizePending', 'PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']

function containersReady(containers: readonly PodContainer[], phase: string): Verdict {
  const unready = containers.filter((each) => (each.role === 'app' || each.role === 'sidecar') && !each.isReady).map((each) => each.name)
  const end = ended(phase)
  if (end) return end
  return unready.length === 0 ? yes : no('ContainersNotReady', `containers with unready status: ${goList(unready)}`)
}

function ready(pod: Pod, containers: readonly PodContainer[], phase: string): Verdict {
  const all = containersReady(containers, phase)
  if (all.status !== 'True') return all
  const complaints = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find((each) => each.type === conditionType)
    if (!condition) return [`corresponding condition of pod readiness gate ${goQuote(conditionType)} does not exist.`]
    return condition.status === 'True' ? [] : [`the status of pod readiness gate ${goQuote(conditionType)} is not "True", but ${condition.status}`]
  })
  return complaints.length === 0 ? yes : no('ReadinessGatesNotReady', complaints.join(', '))
}

function initialized(containers: readonly PodContainer[], phase: string): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' }
  if (containers.some((each) => each.role === 'app' && each.attempts.length > 0)) return yes
  const incomplete = containers.filter((each) => (each.role === 'init' && each.exitCode !== 0) || (each.role === 'sidecar' && !each.hasStarted))
  return incomplete.length === 0 ? yes : no('ContainersNotInitialized', `containers with incomplete status: ${goList(incomplete.map((each) => each.name))}`)
}
