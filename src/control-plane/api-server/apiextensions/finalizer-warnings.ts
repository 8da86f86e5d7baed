import { isQualifiedName } from '../../../api/names.ts'
import type { AnyObject } from '../../../api/object.ts'

const standard = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** What is said of new finalizers that might be somebody else's too. Models validateKubeFinalizerName of apiextensions-apiserver pkg/registry/customresource/validator.go. */
export function finalizerWarnings(object: AnyObject, old?: AnyObject): string[] {
  const before = old?.metadata.finalizers ?? []
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !before.includes(finalizer)).sort()
  return added.flatMap((finalizer) => {
    const path = `metadata.finalizers: ${JSON.stringify(finalizer)}`
    const unqualified = finalizer.includes('/') || standard.has(finalizer) ? [] : [finalizer.includes('.') ? ' including a path (/)' : '']
    return [
      ...isQualifiedName(finalizer).map((problem) => `${path}: ${problem}`),
      ...unqualified.map((path_) => `${path}: prefer a domain-qualified finalizer name${path_} to avoid accidental conflicts with other finalizer writers`),
    ]
  })
}
