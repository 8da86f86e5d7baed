import { cronJobs } from '../../api/kinds.ts'
import type { CronJob, JobTemplateSpec, ObjectReference } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { selectorText } from './job.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'

export const cronJob = defineDescriber({
  group: 'batch',
  kind: 'CronJob',
  async describe(subject) {
    const found = await subject.read.get(cronJobs, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    writeSchedule(out, found)
    writeJobTemplate(out, spec?.jobTemplate)
    out.field(0, 'Last Schedule Time', status?.lastScheduleTime ? subject.times.point(status.lastScheduleTime) : '<unset>')
    writeActive(out, status?.active ?? [])
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeSchedule(out: Description, { spec }: CronJob): void {
  const { schedule = '', concurrencyPolicy = '', suspend, timeZone, startingDeadlineSeconds: deadline } = spec ?? ({} as Partial<NonNullable<CronJob['spec']>>)
  out.field(0, 'Schedule', schedule)
  out.field(0, 'Concurrency Policy', concurrencyPolicy)
  out.field(0, 'Suspend', suspend === undefined ? '<unset>' : suspend ? 'True' : 'False')
  out.field(0, 'Time Zone', timeZone ?? '<unset>')
  out.field(0, 'Successful Job History Limit', spec?.successfulJobsHistoryLimit ?? '<unset>')
  out.field(0, 'Failed Job History Limit', spec?.failedJobsHistoryLimit ?? '<unset>')
  out.field(0, 'Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`)
}

function writeJobTemplate(out: Description, template: JobTemplateSpec | undefined): void {
  const { selector, parallelism, completions, activeDeadlineSeconds: deadline } = template?.spec ?? ({} as Partial<NonNullable<JobTemplateSpec['spec']>>)
  out.field(0, 'Selector', selector ? selectorText(selector) : '<unset>')
  out.field(0, 'Parallelism', parallelism ?? '<unset>')
  out.field(0, 'Completions', completions ?? '<unset>')
  if (deadline !== undefined) out.field(0, 'Active Deadline Seconds', `${deadline}s`)
  writePodTemplate(out, template?.spec?.template)
}

function writeActive(out: Description, active: readonly ObjectReference[]): void {
  out.field(0, 'Active Jobs', active.length === 0 ? '<none>' : active.map(({ name }) => name).join(', '))
}
