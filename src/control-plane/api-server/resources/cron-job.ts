/** CronJobs: jobs by the clock. Models pkg/registry/batch/cronjob and pkg/apis/batch. */
import { cronJobs } from '../../../api/kinds.ts'
import { formatLabelSelector } from '../../../api/labels.ts'
import type { CronJob, CronJobSpec, JobSpec, ObjectMeta } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age, since } from './age.ts'
import { validateCronJobCreate, validateCronJobUpdate } from './batch/cron-job-validation.ts'
import { defaultPodFailurePolicy } from './batch/job-defaults.ts'
import { cronJobWarnings } from './batch/warnings.ts'
import { containerColumns, defaultOwnTemplate } from './workload/template.ts'

export const cronJob = defineResource<CronJob>({
  of: cronJobs,
  short: ['cj'],
  categories: ['all'],
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as CronJobSpec)
    spec.concurrencyPolicy ||= 'Allow'
    spec.suspend ??= false
    spec.successfulJobsHistoryLimit ??= 3
    spec.failedJobsHistoryLimit ??= 1
    spec.jobTemplate ??= {} as CronJobSpec['jobTemplate']
    spec.jobTemplate.metadata ??= {} as ObjectMeta
    spec.jobTemplate.spec ??= {} as JobSpec
    defaultPodFailurePolicy(spec.jobTemplate.spec)
    defaultOwnTemplate(spec.jobTemplate.spec)
  },
  prepareForCreate(object) {
    object.status = {}
  },
  validateCreate: validateCronJobCreate,
  validateUpdate: validateCronJobUpdate,
  warnings: cronJobWarnings,
  columns: [
    { name: 'Schedule', cell: ({ spec }) => spec?.schedule ?? '' },
    { name: 'Timezone', cell: ({ spec }) => spec?.timeZone ?? '<none>' },
    { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False') },
    { name: 'Active', type: 'integer', cell: ({ status }) => status?.active?.length ?? 0 },
    { name: 'Last Schedule', cell: ({ status }, context) => (status?.lastScheduleTime ? since(status.lastScheduleTime, context) : '<none>') },
    age,
    ...containerColumns<CronJob>(({ spec }) => spec?.jobTemplate?.spec?.template),
    { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabelSelector(spec?.jobTemplate?.spec?.selector) },
  ],
})
