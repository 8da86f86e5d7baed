/** One look at an autoscaler: read the scale, ask the metrics, resize. Models reconcileAutoscaler of pkg/controller/podautoscaler/horizontal.go. */
import { Quantity } from '../../../api/quantity.ts'
import { StatusError } from '../../../api/status.ts'
import type { Pod, V2HorizontalPodAutoscaler, V2HPAScalingRules, V2MetricStatus } from '../../../api/types.ts'
import type { ControllerParts } from '../../../client/run-controller.ts'
import { type Desired, desiredReplicas } from './desired-replicas.ts'
import { byBehavior, byDefault, leastOf } from './limits.ts'
import type { Tolerances } from './replica-calculator.ts'
import { findTarget, NoTarget, resize, type Target } from './scale-target.ts'
import { chosenPods, type KnownSelectors } from './selectors.ts'
import { downscaleWindow, type Memory } from './stabilization.ts'
import { StatusDraft } from './status.ts'

export interface Look {
  readonly parts: ControllerParts
  readonly autoscaler: V2HorizontalPodAutoscaler
  readonly memory: Memory
  readonly selectors: KnownSelectors
  /** Of the autoscaler's namespace. */
  readonly pods: readonly Pod[]
}

/** What should be, and why. */
interface Wish {
  readonly replicas: number
  readonly reason: string
  readonly metrics?: readonly V2MetricStatus[]
}

export function reconcile(look: Look): void {
  const { parts, autoscaler, memory } = look
  const status = new StatusDraft(parts, autoscaler)
  const target = targetOf(look, status)
  if (!target) {
    status.write()
    return
  }
  const current = target.scale.spec.replicas ?? 0
  memory.begin(current, parts.clock.now())
  const wish = wishFor(look, target, current, status)
  if (wish === undefined) status.write()
  else apply(look, target, current, wish, status)
}

function targetOf({ parts, autoscaler }: Look, status: StatusDraft): Target | undefined {
  try {
    const target = findTarget(parts.client, autoscaler.spec.scaleTargetRef, autoscaler.metadata.namespace ?? '')
    status.condition('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
    return target
  } catch (error) {
    if (!(error instanceof NoTarget)) throw error
    parts.events.record(autoscaler, 'Warning', 'FailedGetScale', error.message)
    status.condition('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error.message}`)
    return undefined
  }
}

/** Undefined if nobody can tell. */
function wishFor(look: Look, target: Target, current: number, status: StatusDraft): Wish | undefined {
  const { spec } = look.autoscaler
  if (current === 0 && leastOf(spec) !== 0) {
    status.condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')
    return { replicas: 0, reason: '' }
  }
  if (current > spec.maxReplicas) return { replicas: spec.maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas' }
  if (current < leastOf(spec)) return { replicas: leastOf(spec), reason: 'Current number of replicas below Spec.MinReplicas' }
  return wishByMetrics(look, target, current, status)
}

function wishByMetrics(look: Look, target: Target, current: number, status: StatusDraft): Wish | undefined {
  const { parts, autoscaler, memory } = look
  const now = parts.clock.now()
  const { replicas: desired, metric, statuses, error } = ask(look, target, current, status)
  if (desired === undefined) {
    status.sizes(current, undefined, statuses)
    parts.events.record(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', error ?? '')
    return undefined
  }
  const reason = desired > current ? `${metric} above target` : desired < current ? 'All metrics below target' : ''
  const stable = stabilize(autoscaler, desired, current, memory, now)
  const stabilized = `recent recommendations were ${stable.down ? 'higher' : 'lower'} than current one, applying the ${stable.down ? 'highest' : 'lowest'} recent recommendation`
  if (stable.replicas === desired) status.condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size')
  else status.condition('AbleToScale', 'True', stable.down ? 'ScaleDownStabilized' : 'ScaleUpStabilized', stabilized)
  const { spec } = autoscaler
  const limited = spec.behavior ? byBehavior(spec, current, stable.replicas, memory, now) : byDefault(spec, current, stable.replicas)
  status.condition('ScalingLimited', limited.replicas === stable.replicas ? 'False' : 'True', limited.reason, limited.message)
  return { replicas: limited.replicas, reason, metrics: statuses }
}

function ask({ parts, autoscaler, pods, selectors }: Look, { scale }: Target, current: number, status: StatusDraft): Desired {
  const { client, clock, events } = parts
  const chosen = chosenPods(autoscaler, scale.status?.selector ?? '', pods, selectors, status, events)
  if ('error' in chosen) return { replicas: undefined, metric: '', statuses: undefined, error: chosen.error }
  const replicas = { current, pods: chosen.pods, tolerances: tolerancesOf(autoscaler), now: clock.now() }
  const running = scale.status?.replicas ?? 0
  const subject = { client, namespace: autoscaler.metadata.namespace ?? '', selector: chosen.selector, running, replicas }
  return desiredReplicas(autoscaler, subject, status, events)
}

/** Unless the behaviour says otherwise, a tenth more or less changes nothing. */
const tolerance = 0.1

function tolerancesOf({ spec: { behavior } }: V2HorizontalPodAutoscaler): Tolerances {
  const of = (rules: V2HPAScalingRules | undefined): number => (rules?.tolerance === undefined ? tolerance : Quantity.parse(rules.tolerance).approximate)
  return { up: of(behavior?.scaleUp), down: of(behavior?.scaleDown) }
}

function stabilize({ spec: { behavior } }: V2HorizontalPodAutoscaler, desired: number, current: number, memory: Memory, now: number) {
  if (!behavior) return { replicas: memory.stabilized(desired, now), down: true }
  const seconds = (rules: V2HPAScalingRules | undefined, otherwise: number): number => (rules?.stabilizationWindowSeconds ?? otherwise) * 1000
  const windows = { up: seconds(behavior.scaleUp, 0), down: seconds(behavior.scaleDown, downscaleWindow / 1000) }
  return { replicas: memory.within(desired, current, windows, now), down: desired < current }
}

function apply({ parts, autoscaler, memory }: Look, target: Target, current: number, { replicas, reason, metrics }: Wish, status: StatusDraft): void {
  const { client, clock, events } = parts
  if (replicas !== current) {
    try {
      resize(client, target, replicas)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      events.record(autoscaler, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`)
      status.condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`)
      status.sizes(current, undefined, metrics)
      status.write()
      return
    }
    status.condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`)
    events.record(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`)
    const { behavior } = autoscaler.spec
    if (behavior) memory.changed(current, replicas, replicas > current ? behavior.scaleUp : behavior.scaleDown, clock.now())
  }
  status.sizes(current, replicas, metrics, replicas !== current)
  status.write()
}
