/** Conditions of CustomResourceDefinitions. Models apiextensions-apiserver pkg/apihelpers. */
import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from '../../../api/types.ts'

export type Condition = Pick<CustomResourceDefinitionCondition, 'type' | 'status'> & { readonly reason: string; readonly message: string }

export const conditionOf = ({ status }: CustomResourceDefinition, type: string): CustomResourceDefinitionCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type)

export const isTrue = (crd: CustomResourceDefinition, type: string): boolean => conditionOf(crd, type)?.status === 'True'

/** The definition with the condition: a time of its own only when its status changes. */
export function withCondition(crd: CustomResourceDefinition, { type, status, reason, message }: Condition, timestamp: string): CustomResourceDefinition {
  const conditions = crd.status?.conditions ?? []
  const old = conditionOf(crd, type)
  const lastTransitionTime = old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : timestamp
  const changed = { lastTransitionTime, message, reason, status, type }
  const all = old ? conditions.map((condition) => (condition === old ? changed : condition)) : [...conditions, changed]
  return { ...crd, status: { ...crd.status, conditions: all } }
}
