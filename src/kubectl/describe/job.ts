import { humanDuration } from '../../api/duration.ts'
import { jobs } from '../../api/kinds.ts'
import { formatSelector, SelectorError, selectorOf } from '../../api/labels.ts'
import { controllerOf } from '../../api/object.ts'
import { timeOf } from '../../api/time.ts'
import type { Job, LabelSelector } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import type { Times } from './times.ts'

export const job = defineDescriber({
  group: 'batch',
  kind: 'Job',
  async describe(subject) {
    const found = await subject.read.get(jobs, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'Selector', selectorText(spec?.selector))
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    const owner = controllerOf(found)
    if (owner) out.field(0, 'Controlled By', `${owner.kind}/${owner.name}`)
    writeSpec(out, found)
    writeTimes(out, found, subject.times)
    writeProgress(out, found)
    writePodTemplate(out, spec?.template)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

/** A selector as text, or what is wrong with it. */
export function selectorText(selector: LabelSelector | undefined): string {
  try {
    return formatSelector(selectorOf(selector))
  } catch (error) {
    if (error instanceof SelectorError) return `Failed to get selector: ${error.message}`
    throw error
  }
}

function writeSpec(out: Description, { spec }: Job): void {
  const { parallelism, completions, completionMode, suspend, backoffLimit, ttlSecondsAfterFinished } = spec ?? ({} as Partial<NonNullable<Job['spec']>>)
  const ifSet = (title: string, value: unknown): void => {
    if (value !== undefined) out.field(0, title, value)
  }
  ifSet('Parallelism', parallelism)
  out.field(0, 'Completions', completions ?? '<unset>')
  ifSet('Completion Mode', completionMode)
  ifSet('Suspend', suspend)
  ifSet('Backoff Limit', backoffLimit)
  ifSet('TTL Seconds After Finished', ttlSecondsAfterFinished)
}

function writeTimes(out: Description, { status }: Job, times: Times): void {
  const { startTime, completionTime } = status ?? {}
  if (startTime) out.field(0, 'Start Time', times.point(startTime))
  if (completionTime) out.field(0, 'Completed At', times.point(completionTime))
  if (startTime && completionTime) out.field(0, 'Duration', humanDuration((timeOf(completionTime) ?? 0) - (timeOf(startTime) ?? 0)))
}

function writeProgress(out: Description, { spec, status }: Job): void {
  const { active = 0, ready, succeeded = 0, failed = 0, completedIndexes = '' } = status ?? {}
  if (spec?.activeDeadlineSeconds !== undefined) out.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`)
  out.field(0, 'Pods Statuses', `${active} Active${ready === undefined ? '' : ` (${ready} Ready)`} / ${succeeded} Succeeded / ${failed} Failed`)
  if (spec?.completionMode === 'Indexed') out.field(0, 'Completed Indexes', shortened(completedIndexes))
}

const longestIndexes = 50

/** Cut after the comma that comes next. */
function shortened(indexes: string): string {
  if (indexes === '') return '<none>'
  const comma = indexes.indexOf(',', longestIndexes)
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`
}
