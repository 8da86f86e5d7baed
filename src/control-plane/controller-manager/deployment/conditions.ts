import { formatTime } from '../../../api/time.ts'
import type { Deployment, DeploymentCondition } from '../../../api/types.ts'

type Status = NonNullable<Deployment['status']>

export const conditionOf = (status: Status | undefined, type: string): DeploymentCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type)

export const newCondition = (type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string, now: number): DeploymentCondition => ({
  type,
  status,
  lastUpdateTime: formatTime(now),
  lastTransitionTime: formatTime(now),
  reason,
  message,
})

/** A status with the condition set. One of the same status and reason stays as it was, message and times included. */
export function withCondition(status: Status, condition: DeploymentCondition): Status {
  const current = conditionOf(status, condition.type)
  if (current?.status === condition.status && current.reason === condition.reason) return status
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime
  return { ...status, conditions: [...without(status, condition.type), { ...condition, lastTransitionTime }] }
}

export function withoutCondition(status: Status, type: string): Status {
  const conditions = without(status, type)
  if (conditions.length > 0 && conditions.length === status.conditions?.length) return status
  const { conditions: _, ...others } = status
  return conditions.length > 0 ? { ...others, conditions } : others
}

const without = (status: Status, type: string): DeploymentCondition[] => (status.conditions ?? []).filter((condition) => condition.type !== type)

/** 2^31-1 means none, too. */
const isLimit = (value: number | undefined): value is number => value !== undefined && value !== 2147483647

export const progressDeadline = ({ spec }: Deployment): number | undefined => (isLimit(spec.progressDeadlineSeconds) ? spec.progressDeadlineSeconds : undefined)
export const historyLimit = ({ spec }: Deployment): number | undefined => (isLimit(spec.revisionHistoryLimit) ? spec.revisionHistoryLimit : undefined)
