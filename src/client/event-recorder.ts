import type { KubeObject } from '../api/object.ts'

/** Records what a component did to an object, for `kubectl describe` and `kubectl events`. */
export interface EventRecorder {
  /** An Event on `object`; one that repeats raises the count of the earlier one. `fieldPath` is e.g. `spec.containers{web}`. */
  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: { fieldPath?: string; action?: string }): void
}
