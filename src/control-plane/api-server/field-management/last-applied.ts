/** The annotation of client-side apply, which the server keeps up to date for kubectl. Models apimachinery pkg/util/managedfields/internal/lastapplied*.go. */
import { compactJson } from '../../../api/json-text.ts'
import type { AnyObject } from '../../../api/object.ts'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

const maxAnnotationBytes = 256 * 1024

/** The object with what was applied noted on it; without any note if that would not fit. */
export function withLastApplied(object: AnyObject, applied: AnyObject): AnyObject {
  const { [lastAppliedAnnotation]: _, ...others } = object.metadata.annotations ?? {}
  const annotations: Record<string, string> = { ...others, [lastAppliedAnnotation]: `${compactJson(withoutNote(applied), 'sorted')}\n` }
  const bytes = Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  return { ...object, metadata: { ...object.metadata, annotations: bytes > maxAnnotationBytes ? others : annotations } }
}

function withoutNote(applied: AnyObject): AnyObject {
  const { annotations } = applied.metadata
  if (!annotations) return applied
  const { [lastAppliedAnnotation]: _, ...others } = annotations
  return { ...applied, metadata: { ...applied.metadata, annotations: others } }
}
