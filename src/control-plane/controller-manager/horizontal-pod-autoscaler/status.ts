/** The status of an autoscaler while it is made up, and its way to the server. Models setStatus of pkg/controller/podautoscaler/horizontal.go. */
import { setCondition } from '../../../api/conditions.ts'
import { horizontalPodAutoscalers } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { V2HorizontalPodAutoscaler, V2HorizontalPodAutoscalerStatus, V2MetricStatus } from '../../../api/types.ts'
import type { ControllerParts } from '../../../client/run-controller.ts'

type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited'
type Parts = Pick<ControllerParts, 'client' | 'clock' | 'events'>

export class StatusDraft {
  #status: V2HorizontalPodAutoscalerStatus

  constructor(
    private readonly parts: Parts,
    private readonly autoscaler: V2HorizontalPodAutoscaler,
  ) {
    this.#status = autoscaler.status ?? { desiredReplicas: 0 }
  }

  condition(type: ConditionType, status: 'True' | 'False', reason: string, message: string): void {
    const now = formatTime(this.parts.clock.now())
    this.#status = { ...this.#status, conditions: setCondition(this.#status.conditions ?? [], { type, status, reason, message }, now) }
  }

  /** @param desired stays as it was if left out; @param scaled says that the size was changed just now */
  sizes(current: number, desired: number | undefined, metrics: readonly V2MetricStatus[] | undefined, scaled = false): void {
    const { conditions = [], desiredReplicas, lastScaleTime } = this.#status
    const scaleTime = scaled ? formatTime(this.parts.clock.now()) : lastScaleTime
    this.#status = {
      ...(scaleTime === undefined ? {} : { lastScaleTime: scaleTime }),
      ...(current === 0 ? {} : { currentReplicas: current }),
      desiredReplicas: desired ?? desiredReplicas,
      // Go writes a slice that is nil as null.
      currentMetrics: (metrics ?? null) as V2MetricStatus[],
      conditions,
    }
  }

  /** Writes it if anything changed. A refusal is told in an event, as the next look comes by itself. */
  write(): void {
    const { autoscaler, parts } = this
    if (deepEqual(autoscaler.status, this.#status)) return
    try {
      parts.client.updateStatus(horizontalPodAutoscalers, { ...autoscaler, status: this.#status })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      parts.events.record(autoscaler, 'Warning', 'FailedUpdateStatus', error.message)
    }
  }
}
