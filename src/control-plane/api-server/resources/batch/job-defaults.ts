/** Models SetDefaults_Job of pkg/apis/batch/v1. */
import type { Job, JobSpec } from '../../../../api/types.ts'
import { defaultOwnTemplate } from '../workload/template.ts'

export function defaultJob(object: Job): void {
  const spec = (object.spec ??= {} as JobSpec)
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1
  defaultOwnTemplate(spec)
  const labels = spec.template.metadata?.labels
  // The same map, so that labels which are generated for the template become the job's as well.
  if (labels && Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = labels
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  defaultPodFailurePolicy(spec)
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
}

/** Also what a cron job's template gets, which is no job yet. */
export function defaultPodFailurePolicy({ podFailurePolicy }: JobSpec): void {
  for (const { onPodConditions } of podFailurePolicy?.rules ?? []) for (const pattern of onPodConditions ?? []) pattern.status ||= 'True'
}
