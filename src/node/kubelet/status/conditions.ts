/** The conditions of a pod that the kubelet sets. Models pkg/kubelet/status/generate.go. */
import type { Pod, PodCondition, PodStatus } from '../../../api/types.ts'
import type { PodContainer } from '../container/pod-container.ts'
import { goList, goQuote } from '../go-text.ts'

/** What a condition says. */
export type Finding = Pick<PodCondition, 'status' | 'reason' | 'message'>

const yes: Finding = { status: 'True' }
const not: Finding = { status: 'False' }
const failed: Finding = { status: 'False', reason: 'PodFailed' }
const completed: Finding = { status: 'False', reason: 'PodCompleted' }
const initializedAndCompleted: Finding = { status: 'True', reason: 'PodCompleted' }
const no = (reason: string, message: string): Finding => ({ status: 'False', reason, message })

/** Calls `put` with each condition in the order in which they are written. @param old the status so far, with the conditions of others. */
export function podConditions(
  pod: Pod,
  old: PodStatus,
  containers: readonly PodContainer[],
  phase: string,
  sandboxReady: boolean,
  tooLarge: string | undefined,
  put: (type: string, finding: Finding) => void,
): void {
  const ready = containersReady(containers, phase)
  if (tooLarge !== undefined) put('PodResizePending', { status: 'True', reason: 'Infeasible', message: tooLarge })
  put('PodReadyToStartContainers', sandboxReady ? yes : not)
  put('Initialized', initialized(containers, phase))
  put('Ready', ready.status === 'True' ? readinessGates(pod, old) : ready)
  put('ContainersReady', ready)
  put('PodScheduled', yes)
}

export const kubeletConditions: ReadonlySet<string> = new Set([
  'PodResizePending',
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
])

function containersReady(containers: readonly PodContainer[], phase: string): Finding {
  if (phase === 'Failed') return failed
  if (phase === 'Succeeded') return completed
  const isUnready = (each: PodContainer): boolean => (each.role === 'app' || each.role === 'sidecar') && !each.isReady
  return containers.some(isUnready) ? no('ContainersNotReady', `containers with unready status: ${goList(containers.filter(isUnready).map(nameOf))}`) : yes
}

function readinessGates({ spec: { readinessGates = [] } }: Pod, old: PodStatus): Finding {
  const complaints = readinessGates.flatMap(({ conditionType }) => {
    const condition = old.conditions?.find((each) => each.type === conditionType)
    if (!condition) return [`corresponding condition of pod readiness gate ${goQuote(conditionType)} does not exist.`]
    return condition.status === 'True' ? [] : [`the status of pod readiness gate ${goQuote(conditionType)} is not "True", but ${condition.status}`]
  })
  return complaints.length === 0 ? yes : no('ReadinessGatesNotReady', complaints.join(', '))
}

function initialized(containers: readonly PodContainer[], phase: string): Finding {
  if (phase === 'Succeeded') return initializedAndCompleted
  if (containers.some((each) => each.role === 'app' && each.current !== undefined)) return yes
  const incomplete = containers.filter((each) => (each.role === 'init' && each.exitCode !== 0) || (each.role === 'sidecar' && !each.hasStarted))
  return incomplete.length === 0 ? yes : no('ContainersNotInitialized', `containers with incomplete status: ${goList(incomplete.map(nameOf))}`)
}

const nameOf = ({ name }: PodContainer): string => name
