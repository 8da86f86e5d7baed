/** Warnings about jobs and cron jobs. Models pkg/api/job/warnings.go and the strategies in pkg/registry/batch. */
import { isDns1123Label } from '../../../../api/names.ts'
import type { KubeObject } from '../../../../api/object.ts'
import type { CronJob, Job, JobSpec } from '../../../../api/types.ts'
import { podSpecWarnings } from '../pod/warnings.ts'

const templateWarnings = ({ template }: JobSpec, path: string): string[] =>
  template?.spec ? podSpecWarnings(template.spec, template.metadata?.annotations ?? {}, path) : []

/** The names of pods are made of it, and their host names. */
function nameWarnings({ metadata: { name } }: KubeObject): string[] {
  const problems = isDns1123Label(name)
  if (problems.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ]
}

export function jobWarnings(job: Job): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = job.spec ?? ({} as JobSpec)
  const tooMany = completionMode === 'Indexed' && completions > 100_000 && parallelism > 10_000
  return [
    ...nameWarnings(job),
    ...(tooMany
      ? [
          'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
        ]
      : []),
    ...(job.spec ? templateWarnings(job.spec, 'spec.template') : []),
  ]
}

export const cronJobWarnings = (cronJob: CronJob): string[] => [
  ...nameWarnings(cronJob),
  ...(cronJob.spec?.jobTemplate?.spec ? templateWarnings(cronJob.spec.jobTemplate.spec, 'spec.jobTemplate.spec.template') : []),
]
