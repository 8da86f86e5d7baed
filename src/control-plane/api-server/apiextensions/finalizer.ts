/** With a definition go all objects of its kind. Models apiextensions-apiserver pkg/controller/finalizer. */
import type { CustomResourceDefinition } from '../../../api/types.ts'
import { type Condition, conditionOf, isTrue, withCondition } from './conditions.ts'

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

export interface Cleanup {
  /** Asks for the end of all instances; some may have to wait for their finalizers. */
  deleteAll(crd: CustomResourceDefinition): void
  count(crd: CustomResourceDefinition): number
}

/** The next state of a definition that is being deleted, `wait` while instances are left, or undefined if there is nothing to do. */
export function finalize(crd: CustomResourceDefinition, timestamp: string, cleanup: Cleanup): CustomResourceDefinition | 'wait' | undefined {
  if (!crd.metadata.finalizers?.includes(cleanupFinalizer)) return undefined
  if (conditionOf(crd, 'Terminating')?.reason !== 'InstanceDeletionInProgress')
    return withCondition(crd, terminating('True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress'), timestamp)
  if (!isTrue(crd, 'Established')) return withoutFinalizer(crd, terminating('False', 'NeverEstablished', 'resource was never established'), timestamp)
  cleanup.deleteAll(crd)
  if (cleanup.count(crd) > 0) return 'wait'
  return withoutFinalizer(crd, terminating('False', 'InstanceDeletionCompleted', 'removed all instances'), timestamp)
}

const terminating = (status: string, reason: string, message: string): Condition => ({ type: 'Terminating', status, reason, message })

function withoutFinalizer(crd: CustomResourceDefinition, condition: Condition, timestamp: string): CustomResourceDefinition {
  const finalizers = crd.metadata.finalizers?.filter((finalizer) => finalizer !== cleanupFinalizer) ?? []
  const { finalizers: _, ...metadata } = crd.metadata
  return withCondition({ ...crd, metadata: finalizers.length > 0 ? { ...metadata, finalizers } : metadata }, condition, timestamp)
}
