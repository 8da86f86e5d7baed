/** The conditions of a Node. Models pkg/kubelet/nodestatus/setters.go. */
import { formatTime } from '../../../api/time.ts'
import type { NodeCondition } from '../../../api/types.ts'

interface Setter {
  readonly type: string
  /** What is said, and the reason of the Node event, as it is well and as it is not. */
  readonly good: { status: string; reason: string; message: string; event: string }
  readonly bad: { status: string; reason: string; message: string; event: string }
}

const setters: readonly Setter[] = [
  {
    type: 'MemoryPressure',
    good: { status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available', event: 'NodeHasSufficientMemory' },
    bad: { status: 'True', reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available', event: 'NodeHasInsufficientMemory' },
  },
  {
    type: 'DiskPressure',
    good: { status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
    bad: { status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure', event: 'NodeHasDiskPressure' },
  },
  {
    type: 'PIDPressure',
    good: { status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available', event: 'NodeHasSufficientPID' },
    bad: { status: 'True', reason: 'KubeletHasInsufficientPID', message: 'kubelet has insufficient PID available', event: 'NodeHasInsufficientPID' },
  },
  {
    type: 'Ready',
    good: { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', event: 'NodeReady' },
    bad: {
      status: 'False',
      reason: 'KubeletNotReady',
      message:
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
      event: 'NodeNotReady',
    },
  },
]

export type Trouble = ReadonlySet<string>

/** The conditions now, and the events that the changes are worth. `trouble` names the types that are not well. */
export function nodeConditions(old: readonly NodeCondition[], trouble: Trouble, now: number): { conditions: NodeCondition[]; events: string[] } {
  const events: string[] = []
  const own = setters.map(({ type, good, bad }): NodeCondition => {
    const { event, ...said } = trouble.has(type) ? bad : good
    const before = old.find((condition) => condition.type === type)
    const changed = before?.status !== said.status
    // A node that is not ready from the start is no news.
    if (changed && (type !== 'Ready' || before)) events.push(event)
    return {
      type,
      ...said,
      lastHeartbeatTime: formatTime(now),
      lastTransitionTime: changed ? formatTime(now) : (before?.lastTransitionTime ?? formatTime(now)),
    }
  })
  const others = old.filter((condition) => !setters.some((setter) => setter.type === condition.type))
  return { conditions: [...others, ...own], events }
}
