/** What a budget says of itself. Models updatePdbStatus and failSafe of pkg/controller/disruption. */
import { setCondition } from '../../../api/conditions.ts'
import { podDisruptionBudgets } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { formatTime } from '../../../api/time.ts'
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'

type Counts = Required<Pick<PodDisruptionBudgetStatus, 'currentHealthy' | 'desiredHealthy' | 'expectedPods'>>

export function writeStatus(context: ControllerContext, budget: PodDisruptionBudget, counts: Counts, disruptedPods: Readonly<Record<string, string>>): void {
  const spare = counts.currentHealthy - counts.desiredHealthy
  const disruptionsAllowed = counts.expectedPods <= 0 || spare <= 0 ? 0 : spare
  const status: PodDisruptionBudgetStatus = {
    ...counts,
    disruptionsAllowed,
    ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods: { ...disruptedPods } } : {}),
    observedGeneration: budget.metadata.generation ?? 0,
    conditions: allowed(budget, disruptionsAllowed, formatTime(context.clock.now())),
  }
  if (!deepEqual(status, budget.status)) context.client.updateStatus(podDisruptionBudgets, { ...budget, status })
}

const type = 'DisruptionAllowed'

function allowed({ metadata, status }: PodDisruptionBudget, count: number, now: string): PodDisruptionBudgetStatus['conditions'] {
  const observedGeneration = metadata.generation ?? 0
  const condition =
    count > 0
      ? { type, status: 'True', reason: 'SufficientPods', message: '', observedGeneration }
      : { type, status: 'False', reason: 'InsufficientPods', message: '', observedGeneration }
  return setCondition(status?.conditions ?? [], condition, now)
}

/** No eviction is allowed, and the condition says why. */
export function failSafe(context: ControllerContext, budget: PodDisruptionBudget, message: string): void {
  const before = budget.status ?? {}
  const condition = { type, status: 'False', reason: 'SyncFailed', message, observedGeneration: before.observedGeneration ?? 0 }
  const conditions = setCondition(before.conditions ?? [], condition, formatTime(context.clock.now()))
  const status = { ...before, disruptionsAllowed: 0, conditions } as PodDisruptionBudgetStatus
  if (!deepEqual(status, before)) context.client.updateStatus(podDisruptionBudgets, { ...budget, status })
}
