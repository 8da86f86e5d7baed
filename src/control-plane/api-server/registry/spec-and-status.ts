/** The two halves of an object: what its users wish, and what is. Whoever writes one of them leaves the other alone. */
import { type AnyObject, deepEqual, shallowCopy } from '../../../api/object.ts'
import type { ResourceDefinition } from '../resource.ts'

/** What PUT …/status may change: the status, and of the metadata labels and annotations. The rest is shared with the old object. */
export function statusOnly({ custom, finalizersWithStatus }: ResourceDefinition<any>, object: AnyObject, old: AnyObject): AnyObject {
  const prepared = shallowCopy(old)
  const metadata = shallowCopy(old.metadata)
  prepared.metadata = metadata
  // Who writes a status hardly ever changes them: what is equal stays the same.
  const { labels, annotations } = object.metadata
  if (labels !== undefined && !deepEqual(labels, metadata.labels)) metadata.labels = labels
  if (annotations !== undefined && !deepEqual(annotations, metadata.annotations)) metadata.annotations = annotations
  if (finalizersWithStatus) metadata.finalizers = object.metadata.finalizers ?? []
  if (object.status !== undefined || custom) prepared.status = object.status
  return prepared
}

/** Whether an update changes what generation counts. */
export function specChanged({ status }: ResourceDefinition<any>, object: AnyObject, old: AnyObject): boolean {
  for (const key of new Set([...Object.keys(object), ...Object.keys(old)])) {
    if (key !== 'metadata' && !(status && key === 'status') && !deepEqual(object[key], old[key])) return true
  }
  return false
}
