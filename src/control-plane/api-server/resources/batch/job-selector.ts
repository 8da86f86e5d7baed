/**
 * The labels by which a job knows its pods. The server makes them, so that no two jobs can take each other's pods, and
 * also under the names that they had before labels of Kubernetes had a prefix. Models generateSelector of pkg/registry/batch/job.
 */
import { inOrder } from '../../../../api/labels.ts'
import type { Job } from '../../../../api/types.ts'

const controllerUid = 'batch.kubernetes.io/controller-uid'
/** Labels that are there already stay: if they are wrong, validation says so. */
export function generateSelector(job: Job): void {
  const { metadata, spec } = job
  if (!spec || spec.manualSelector) return
  const labels = (spec.template.metadata.labels ??= {})
  for (const [key, value] of generatedLabels(job)) labels[key] ??= value
  spec.selector = { ...spec.selector, matchLabels: inOrder({ [controllerUid]: metadata.uid, ...spec.selector?.matchLabels }) }
  // What is read back from the store is defaulted again: a job without labels has those of its template.
  metadata.labels = { ...(Object.keys(metadata.labels ?? {}).length === 0 ? labels : metadata.labels) }
}

/** In the order in which their absence is reported. */
export const generatedLabels = ({ metadata: { name, uid } }: Job): [string, string][] => [
  ['controller-uid', uid],
  ['job-name', name],
  [controllerUid, uid],
  ['batch.kubernetes.io/job-name', name],
]
