/** How many pods more or fewer than wanted a rollout may have. Models pkg/controller/deployment/util. */
import { oncePerObject } from '../../../api/once-per-object.ts'
import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import { sum, wanted } from './rollout.ts'

export const isRollingUpdate = (deployment: Deployment): boolean => (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate'

/** Pods above the wanted number, rounded up. */
export const maxSurge = (deployment: Deployment): number => (isRollingUpdate(deployment) ? bounds(deployment).surge : 0)

/** Pods below the wanted number, rounded down. */
function maxUnavailable(deployment: Deployment): number {
  if (!isRollingUpdate(deployment) || wanted(deployment) === 0) return 0
  return Math.min(bounds(deployment).unavailable, wanted(deployment))
}

export const minAvailable = (deployment: Deployment): number => (isRollingUpdate(deployment) ? wanted(deployment) - maxUnavailable(deployment) : 0)

/** How many replicas the new ReplicaSet may have now, given all ReplicaSets. */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], newSet: ReplicaSet): number {
  if (!isRollingUpdate(deployment)) return wanted(deployment)
  const room = wanted(deployment) + maxSurge(deployment) - sum(all, wanted)
  return room <= 0 ? wanted(newSet) : wanted(newSet) + Math.min(room, wanted(deployment) - wanted(newSet))
}

const bounds = ({ spec }: Deployment): { surge: number; unavailable: number } => boundsIn(spec)

const boundsIn = oncePerObject(({ strategy, replicas = 1 }: Deployment['spec']): { surge: number; unavailable: number } => {
  const limits = strategy?.rollingUpdate
  const surge = resolve(limits?.maxSurge ?? 0, replicas, Math.ceil)
  const unavailable = resolve(limits?.maxUnavailable ?? 0, replicas, Math.floor)
  // Both zero (as 25% of 1 may be) would never get anywhere.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
})

const resolve = (value: number | string, total: number, round: (n: number) => number): number =>
  typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100)
