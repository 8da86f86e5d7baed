/** What completions by index allow and demand. Models validateJobSpec of pkg/apis/batch/validation. */
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { JobSpec } from '../../../../api/types.ts'

/** So that the lists of indexes in the status stay small. */
const most = 100_000
/** Above so many completions, with a limit per index … */
const many = 100_000
/** … this is the most of pods at a time and of failed indexes. */
const mostOfMany = 10_000

export function validateIndexed(spec: JobSpec, path: string): FieldError[] {
  const { completionMode: mode } = spec
  const unknown = mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed'
  if (unknown) return [notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed'], 'as listed')]
  return mode === 'Indexed' ? [...validateCounts(spec, path), ...validateMany(spec, path)] : needsIndexed(spec, path)
}

const needsIndexed = (spec: JobSpec, path: string): FieldError[] =>
  (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((field) =>
    spec[field] === undefined ? [] : [invalidValue(`${path}.${field}`, spec[field], 'requires indexed completion mode')],
  )

function validateCounts({ completions, parallelism = 0, maxFailedIndexes = 0 }: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  if (parallelism > most) errors.push(invalidValue(`${path}.parallelism`, parallelism, `must be less than or equal to ${most} when completion mode is Indexed`))
  if (completions !== undefined && maxFailedIndexes > completions)
    errors.push(invalidValue(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'))
  if (maxFailedIndexes > most) errors.push(invalidValue(`${path}.maxFailedIndexes`, maxFailedIndexes, `must be less than or equal to ${most}`))
  return errors
}

function validateMany({ completions = 0, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: string): FieldError[] {
  if (completions <= many || backoffLimitPerIndex === undefined) return []
  const limit = `must be less than or equal to ${mostOfMany} when completions are above ${many} and used with backoff limit per index`
  const errors: FieldError[] = []
  if (maxFailedIndexes === undefined) errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${many}`))
  if (parallelism > mostOfMany) errors.push(invalidValue(`${path}.parallelism`, parallelism, limit))
  if ((maxFailedIndexes ?? 0) > mostOfMany) errors.push(invalidValue(`${path}.maxFailedIndexes`, maxFailedIndexes, limit))
  return errors
}
