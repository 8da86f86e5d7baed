/** Jobs: pods that run to an end. Models pkg/registry/batch/job and pkg/apis/batch. */
import { humanDuration } from '../../../api/duration.ts'
import { jobs } from '../../../api/kinds.ts'
import { timeOf } from '../../../api/time.ts'
import type { Job } from '../../../api/types.ts'
import type { CellContext } from '../resource.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { defaultJob } from './batch/job-defaults.ts'
import { generateSelector } from './batch/job-selector.ts'
import { validateJobStatus } from './batch/job-status-validation.ts'
import { validateJobUpdate } from './batch/job-update-validation.ts'
import { validateJob } from './batch/job-validation.ts'
import { jobWarnings } from './batch/warnings.ts'
import { templateColumns } from './workload/template.ts'

export const job = defineResource<Job>({
  of: jobs,
  categories: ['all'],
  status: true,
  defaults: defaultJob,
  prepareForCreate(object) {
    object.status = {}
    generateSelector(object)
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatus,
  warnings: jobWarnings,
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  columns: [
    { name: 'Status', cell: statusText },
    { name: 'Completions', cell: completionsText },
    { name: 'Duration', cell: durationText },
    age,
    ...templateColumns,
  ],
})

function statusText({ metadata, status }: Job): string {
  const is = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
  if (is('Complete')) return 'Complete'
  if (is('Failed')) return 'Failed'
  if (metadata.deletionTimestamp) return 'Terminating'
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(is) ?? 'Running'
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function durationText({ status }: Job, { now }: CellContext): string {
  const start = timeOf(status?.startTime)
  return start === undefined ? '' : humanDuration((timeOf(status?.completionTime) ?? now) - start)
}
