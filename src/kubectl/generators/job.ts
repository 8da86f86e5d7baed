/** The Jobs and CronJobs that `kubectl create` writes. Models kubectl pkg/cmd/create/{create_job,create_cronjob}.go. */
import type { CronJob, Job, JobSpec } from '../../api/types.ts'
import { inNamespace, type Written } from './written.ts'

export interface JobOptions {
  readonly name: string
  /** Empty unless given on the line. */
  readonly namespace: string
  readonly image: string
  readonly command: readonly string[]
}

export const job = (options: JobOptions): Written<Job> => ({
  kind: 'Job',
  apiVersion: 'batch/v1',
  metadata: { name: options.name, ...inNamespace(options.namespace) },
  spec: jobSpec(options, 'Never'),
  status: {},
})

export const cronJob = (options: JobOptions & { readonly schedule: string; readonly restart: string }): Written<CronJob> => ({
  kind: 'CronJob',
  apiVersion: 'batch/v1',
  metadata: { name: options.name, ...inNamespace(options.namespace) },
  spec: { schedule: options.schedule, jobTemplate: { metadata: { name: options.name } as never, spec: jobSpec(options, options.restart) } },
  status: {},
})

function jobSpec({ name, image, command }: JobOptions, restartPolicy: string): JobSpec {
  const container = { name, image, ...(command.length > 0 ? { command: [...command] } : {}), resources: {} }
  return { template: { metadata: {} as never, spec: { containers: [container], restartPolicy } } }
}

/** A job that a cron job owns but did not start. */
export const jobFromCronJob = (name: string, namespace: string, { metadata, spec }: CronJob): Written<Job> => {
  const template = spec?.jobTemplate
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name, uid: metadata.uid, controller: true }
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      ...inNamespace(namespace),
      ...(template?.metadata?.labels ? { labels: template.metadata.labels } : {}),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...template?.metadata?.annotations },
      ownerReferences: [owner],
    },
    spec: template?.spec as JobSpec,
    status: {},
  }
}
