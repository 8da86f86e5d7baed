/** Models ValidateCronJobCreate and ValidateCronJobUpdate of pkg/apis/batch/validation. */
import { parseSchedule, ScheduleError } from '../../../../api/cron/schedule.ts'
import { isTimeZone } from '../../../../api/cron/time-zone.ts'
import { selectorInOrder } from '../../../../api/labels.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { CronJob, CronJobSpec, JobTemplateSpec } from '../../../../api/types.ts'
import { nonNegative, oneOf } from '../checks.ts'
import { validateJobSpec } from './job-validation.ts'

/** A job's name may have 63 characters, of which the time of its run takes 11. */
const longestName = 52

export function validateCronJobCreate({ metadata: { name }, spec }: CronJob): FieldError[] {
  const tooLong = name.length > longestName ? [invalidValue('metadata.name', name, `must be no more than ${longestName} characters`)] : []
  return [...validateSpec(spec as CronJobSpec), ...tooLong]
}

export const validateCronJobUpdate = ({ spec }: CronJob, old: CronJob): FieldError[] => validateSpec(spec as CronJobSpec, old.spec)

function validateSpec(spec: CronJobSpec, old?: CronJobSpec): FieldError[] {
  return [
    ...(spec.schedule ? validateSchedule(spec, old?.schedule?.includes('TZ') ?? false) : [required('spec.schedule')]),
    ...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
    ...(old && old.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone)),
    ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
    ...validateJobTemplate(spec.jobTemplate, 'spec.jobTemplate.spec'),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
  ]
}

/** A zone in the schedule is only tolerated where it was before. */
function validateSchedule({ schedule, timeZone }: CronJobSpec, zoneAllowed: boolean): FieldError[] {
  const path = 'spec.schedule'
  const errors: FieldError[] = []
  try {
    parseSchedule(schedule)
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    errors.push(invalidValue(path, schedule, error.message))
  }
  if (!schedule.includes('TZ')) return errors
  if (!zoneAllowed) errors.push(invalidValue(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'))
  else if (timeZone !== undefined) errors.push(invalidValue(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'))
  return errors
}

function validateTimeZone(zone: string | undefined): FieldError[] {
  const path = 'spec.timeZone'
  if (zone === undefined) return []
  if (zone === '') return [invalidValue(path, zone, 'timeZone must be nil or non-empty string')]
  const unknown = invalidValue(path, zone, `unknown time zone ${zone}`)
  const sound = (part: string): boolean => /^[A-Za-z._0-9+][-A-Za-z._0-9+]{0,13}$/.test(part) && part !== '.' && part !== '..'
  if (!zone.split('/').every(sound)) return [unknown]
  const explicit = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return [...(zone.toLowerCase() === 'local' ? [invalidValue(path, zone, explicit)] : []), ...(isTimeZone(zone) ? [] : [unknown])]
}

function validateJobTemplate({ spec }: JobTemplateSpec, path: string): FieldError[] {
  const errors = validateJobSpec(spec, path)
  if (spec.selector) errors.push(invalidValue(`${path}.selector`, selectorInOrder(spec.selector), '`selector` will be auto-generated'))
  if (spec.manualSelector) errors.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false'], 'as listed'))
  return errors
}
