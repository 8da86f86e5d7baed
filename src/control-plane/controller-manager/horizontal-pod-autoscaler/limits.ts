/** How far and how fast a target may be scaled. Models convertDesiredReplicasWith… of pkg/controller/podautoscaler/horizontal.go. */
import type { V2HorizontalPodAutoscalerSpec, V2HPAScalingRules } from '../../../api/types.ts'
import type { Memory } from './stabilization.ts'

export interface Limited {
  readonly replicas: number
  readonly reason: string
  readonly message: string
}

export const leastOf = ({ minReplicas = 1 }: V2HorizontalPodAutoscalerSpec): number => minReplicas

const withinRange = (replicas: number): Limited => ({
  replicas,
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
})
const tooFew = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' }
const tooMany = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' }
const tooFast = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' }
const tooFastDown = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' }

/** Without a behaviour: twice as many at once, or four. */
export function byDefault(spec: V2HorizontalPodAutoscalerSpec, current: number, desired: number): Limited {
  const fastest = Math.max(2 * current, 4)
  if (desired < leastOf(spec)) return { replicas: leastOf(spec), ...tooFew }
  const most = Math.min(spec.maxReplicas, fastest)
  if (desired > most) return { replicas: most, ...(spec.maxReplicas > fastest ? tooFast : tooMany) }
  return withinRange(desired)
}

/** With one: as fast as its policies let it, counting what was changed within their periods. */
export function byBehavior(spec: V2HorizontalPodAutoscalerSpec, current: number, desired: number, memory: Memory, now: number): Limited {
  const { scaleUp, scaleDown } = spec.behavior ?? {}
  if (desired > current) {
    const fastest = Math.max(current, fastestUp(current, scaleUp, memory, now))
    const most = Math.min(spec.maxReplicas, fastest)
    if (desired > most) return { replicas: most, ...(spec.maxReplicas > fastest ? tooFast : tooMany) }
  } else if (desired < current) {
    const fastest = Math.min(current, fastestDown(current, scaleDown, memory, now))
    const least = Math.max(leastOf(spec), fastest)
    if (desired < least) return { replicas: least, ...(leastOf(spec) < fastest ? tooFastDown : tooFew) }
  }
  return withinRange(desired)
}

function fastestUp(current: number, { selectPolicy, policies = [] }: V2HPAScalingRules = {}, memory: Memory, now: number): number {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = memory.before(current, periodSeconds, now)
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100))
  })
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals)
}

function fastestDown(current: number, { selectPolicy, policies = [] }: V2HPAScalingRules = {}, memory: Memory, now: number): number {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = memory.before(current, periodSeconds, now)
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100))
  })
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals)
}
