/** How an object goes: at once, after a grace period, or when its finalizers are gone. Models apiserver pkg/registry/rest/delete.go. */
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import { conflict } from '../../../api/status.ts'
import type { DeleteOptions } from '../../../api/types.ts'
import type { ResourceDefinition } from '../resource.ts'

export type DeletionPlan = { readonly kind: 'remove' | 'mark'; readonly object: AnyObject } | { readonly kind: 'nothing' }

export function planDeletion(definition: ResourceDefinition<any>, old: AnyObject, options: DeleteOptions, now: number): DeletionPlan {
  const object = deepCopy(old)
  const meta = object.metadata
  applyPropagation(object, options.propagationPolicy, options.orphanDependents)
  const waiting = old.metadata.deletionTimestamp !== undefined
  const grace = graceOf(definition, old, options)
  const held = (meta.finalizers ?? []).length > 0 || (definition.heldBack?.(object) ?? false)

  if (!held && grace === 0) return { kind: 'remove', object }
  if (waiting && grace >= (old.metadata.deletionGracePeriodSeconds ?? 0)) return samePropagation(object, old) ? { kind: 'nothing' } : { kind: 'mark', object }
  const since = waiting ? Date.parse(old.metadata.deletionTimestamp as string) - (old.metadata.deletionGracePeriodSeconds ?? 0) * 1000 : now
  meta.deletionTimestamp = `${new Date(since + grace * 1000).toISOString().slice(0, 19)}Z`
  meta.deletionGracePeriodSeconds = grace
  if (!waiting && meta.generation !== undefined && meta.generation > 0) meta.generation++
  definition.markDeleted?.(object)
  return { kind: 'mark', object }
}

/** Kinds without a grace period of their own go with 0, whatever was asked. */
function graceOf(definition: ResourceDefinition<any>, old: AnyObject, options: DeleteOptions): number {
  const requested = options.gracePeriodSeconds
  const grace = definition.gracePeriod?.(old, requested) ?? 0
  return requested === undefined && old.metadata.deletionTimestamp !== undefined ? (old.metadata.deletionGracePeriodSeconds ?? grace) : Math.max(0, grace)
}

const dependentFinalizers = ['orphan', 'foregroundDeletion']

function applyPropagation(object: AnyObject, policy: string | undefined, orphanDependents: boolean | undefined): void {
  const wanted = policy ?? (orphanDependents === true ? 'Orphan' : orphanDependents === false ? 'Background' : undefined)
  if (wanted === undefined) return
  const others = (object.metadata.finalizers ?? []).filter((finalizer) => !dependentFinalizers.includes(finalizer))
  if (wanted === 'Orphan') others.push('orphan')
  if (wanted === 'Foreground') others.push('foregroundDeletion')
  if (others.length > 0) object.metadata.finalizers = others
  else delete object.metadata.finalizers
}

const samePropagation = (object: AnyObject, old: AnyObject): boolean => (object.metadata.finalizers ?? []).join() === (old.metadata.finalizers ?? []).join()

/** Marked for deletion, and nothing holds it back any more. */
export const finished = (definition: ResourceDefinition<any>, object: AnyObject): boolean =>
  object.metadata.deletionTimestamp !== undefined &&
  (object.metadata.finalizers ?? []).length === 0 &&
  (object.metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
  !(definition.heldBack?.(object) ?? false)

/** @throws 409 */
export function checkPreconditions(definition: ResourceDefinition<any>, name: string, old: AnyObject, { preconditions }: DeleteOptions): void {
  const refuse = (what: string, wanted: string, found: string): never => {
    throw conflict(
      definition.of,
      name,
      `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). The object might have been deleted and then recreated`,
    )
  }
  if (preconditions?.uid && preconditions.uid !== old.metadata.uid) refuse('UID', preconditions.uid, old.metadata.uid)
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== old.metadata.resourceVersion)
    refuse('ResourceVersion', preconditions.resourceVersion, old.metadata.resourceVersion)
}
