/** What the parts of the deployment controller work on during one sync, and questions that all of them ask. */
import { deployments } from '../../../api/kinds.ts'
import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'

export interface Rollout {
  readonly context: ControllerContext
  /** As last read or written. */
  deployment: Deployment
  /** All of its ReplicaSets, old and new. */
  readonly replicaSets: readonly ReplicaSet[]
}

/** The new ReplicaSet is the one that has the deployment's template. */
export interface ReplicaSets {
  readonly newSet: ReplicaSet | undefined
  readonly oldSets: readonly ReplicaSet[]
}

export const allOf = ({ newSet, oldSets }: ReplicaSets): ReplicaSet[] => (newSet ? [...oldSets, newSet] : [...oldSets])

export const wanted = (object: Deployment | ReplicaSet): number => object.spec.replicas ?? 1

export const isActive = (replicaSet: ReplicaSet): boolean => wanted(replicaSet) > 0

export const sum = (replicaSets: readonly ReplicaSet[], value: (replicaSet: ReplicaSet) => number): number =>
  replicaSets.reduce((total, replicaSet) => total + value(replicaSet), 0)

export const available = (replicaSet: ReplicaSet): number => replicaSet.status?.availableReplicas ?? 0

/** Writes the status, and with it the annotations, which the status endpoint of deployments takes as well. */
export function writeStatus(rollout: Rollout): void {
  rollout.deployment = rollout.context.client.updateStatus(deployments, rollout.deployment)
}

export const oldestFirst = (a: ReplicaSet, b: ReplicaSet): number =>
  byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || byText(a.metadata.name, b.metadata.name)

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
