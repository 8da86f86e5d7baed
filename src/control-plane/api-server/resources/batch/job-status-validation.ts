/**
 * What a status of a job may say, and what may come after what. Models validateJobStatus and ValidateJobStatusUpdate of
 * pkg/apis/batch/validation with the options of pkg/registry/batch/job: most checks look only at what an update touches.
 */
import { deepEqual } from '../../../../api/object.ts'
import { duplicate, type FieldError, invalidValue, invalidWhole, required } from '../../../../api/status.ts'
import { timeOf } from '../../../../api/time.ts'
import type { Job, JobStatus } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { countIndexes, firstInBoth, IndexesError } from './indexes.ts'

const has = ({ status }: Job, type: string): boolean => status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false
const isFinished = (job: Job): boolean => has(job, 'Complete') || has(job, 'Failed')

export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const status = job.status ?? {}
  return [
    ...(['active', 'succeeded', 'failed', 'ready', 'terminating'] as const).flatMap((field) => nonNegative(`status.${field}`, status[field])),
    ...validateUncounted(status),
    ...validateConditions(job),
    ...validateTimes(job, status),
    ...validateFinished(job, status, old),
    ...validateIndexes(job, status),
    ...validateCounts(status, old),
    ...validateTransition(job, old),
  ]
}

function validateUncounted({ uncountedTerminatedPods: pods }: JobStatus): FieldError[] {
  const seen = new Set<string>()
  const errors: FieldError[] = []
  for (const list of ['succeeded', 'failed'] as const)
    for (const [i, uid] of (pods?.[list] ?? []).entries()) {
      const path = `status.uncountedTerminatedPods.${list}[${i}]`
      if (uid === '') errors.push(invalidValue(path, uid, 'must not be empty'))
      else if (seen.has(uid)) errors.push(duplicate(path, uid))
      seen.add(uid)
    }
  return errors
}

/** Which conditions exclude each other, and which need each other. */
function validateConditions(job: Job): FieldError[] {
  const path = 'status.conditions'
  const both = (a: string, b: string, text: string): FieldError[] => (has(job, a) && has(job, b) ? [invalidWhole(path, text)] : [])
  const needs = (a: string, b: string, text: string): FieldError[] => (has(job, a) && !has(job, b) ? [invalidWhole(path, text)] : [])
  return [
    ...both('Complete', 'Failed', 'cannot set Complete=True and Failed=true conditions'),
    ...both('Complete', 'FailureTarget', 'cannot set Complete=True and FailureTarget=true conditions'),
    ...needs('Failed', 'FailureTarget', 'cannot set Failed=True condition without the FailureTarget=true condition'),
    ...needs('Complete', 'SuccessCriteriaMet', 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition'),
    ...both('SuccessCriteriaMet', 'Failed', 'cannot set SuccessCriteriaMet=True and Failed=true conditions'),
    ...both('SuccessCriteriaMet', 'FailureTarget', 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'),
  ]
}

function validateTimes(job: Job, { startTime, completionTime }: JobStatus): FieldError[] {
  const path = 'status.completionTime'
  const errors: FieldError[] = []
  if (completionTime && !has(job, 'Complete'))
    errors.push(invalidValue(path, completionTime, 'cannot set completionTime when there is no Complete=True condition'))
  if (!completionTime && has(job, 'Complete')) errors.push(required(path, 'completionTime is required for Complete jobs'))
  if (startTime && completionTime && (timeOf(completionTime) ?? 0) < (timeOf(startTime) ?? 0))
    errors.push(invalidValue(path, completionTime, 'must be equal to or after `startTime`'))
  return errors
}

function validateFinished(job: Job, status: JobStatus, old: Job): FieldError[] {
  if (!isFinished(job) || isFinished(old)) return []
  const errors: FieldError[] = []
  const { active = 0, startTime, terminating = 0, uncountedTerminatedPods: pods } = status
  if (active > 0) errors.push(invalidValue('status.active', active, 'active>0 is invalid for finished job'))
  if (!startTime) errors.push(required('status.startTime', 'startTime is required for finished job'))
  if ((pods?.failed?.length ?? 0) + (pods?.succeeded?.length ?? 0) > 0)
    errors.push(
      invalidValue('status.uncountedTerminatedPods', { Succeeded: pods?.succeeded ?? null, Failed: pods?.failed ?? null }, 'must be empty for finished job'),
    )
  if (terminating > 0) errors.push(invalidValue('status.terminating', terminating, 'terminating>0 is invalid for finished job'))
  return errors
}

function validateIndexes({ spec }: Job, { completedIndexes = '', failedIndexes }: JobStatus): FieldError[] {
  const errors: FieldError[] = []
  const { completions, completionMode, backoffLimitPerIndex } = spec ?? {}
  if (completions !== undefined) {
    errors.push(...wellFormed('completedIndexes', completedIndexes, completions))
    if (failedIndexes !== undefined && backoffLimitPerIndex !== undefined) errors.push(...wellFormed('failedIndexes', failedIndexes, completions))
  }
  if (completedIndexes !== '' && completionMode !== 'Indexed')
    errors.push(invalidValue('status.completedIndexes', completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode'))
  if (failedIndexes !== undefined && backoffLimitPerIndex === undefined)
    errors.push(invalidValue('status.failedIndexes', failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'))
  const overlap = completedIndexes && failedIndexes && completions !== undefined ? firstInBoth(completedIndexes, failedIndexes, completions) : undefined
  if (overlap !== undefined) errors.push(invalidValue('status.failedIndexes', failedIndexes, `failedIndexes and completedIndexes overlap at index: ${overlap}`))
  return errors
}

function wellFormed(field: string, text: string, completions: number): FieldError[] {
  try {
    countIndexes(text, completions)
    return []
  } catch (error) {
    if (error instanceof IndexesError) return [invalidValue(`status.${field}`, text, `error parsing ${field}: ${error.message}`)]
    throw error
  }
}

function validateCounts({ ready = 0, active = 0, failed = 0, succeeded = 0 }: JobStatus, old: Job): FieldError[] {
  const errors: FieldError[] = []
  if (ready > active) errors.push(invalidValue('status.ready', ready, 'cannot set more ready pods than active'))
  if (failed < (old.status?.failed ?? 0)) errors.push(invalidValue('status.failed', failed, 'cannot decrease the failed counter'))
  if (succeeded < (old.status?.succeeded ?? 0)) errors.push(invalidValue('status.succeeded', succeeded, 'cannot decrease the succeeded counter'))
  return errors
}

function validateTransition(job: Job, old: Job): FieldError[] {
  const path = 'status.conditions'
  const lost = (type: string): boolean => has(old, type) && !has(job, type)
  const errors = ['Failed', 'Complete', 'FailureTarget'].filter(lost).map((type) => invalidWhole(path, `cannot disable the terminal ${type}=True condition`))
  const { startTime, completionTime } = job.status ?? {}
  if (completionTime && old.status?.completionTime && !deepEqual(completionTime, old.status.completionTime))
    errors.push(invalidValue('status.completionTime', completionTime, 'field is immutable'))
  if (old.status?.startTime && old.status.startTime !== startTime && !job.spec?.suspend)
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'))
  if (lost('SuccessCriteriaMet')) errors.push(invalidWhole(path, 'cannot disable the SuccessCriteriaMet=True condition'))
  if (has(old, 'Complete') && !has(old, 'SuccessCriteriaMet') && has(job, 'SuccessCriteriaMet'))
    errors.push(invalidWhole(path, 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'))
  return errors
}
