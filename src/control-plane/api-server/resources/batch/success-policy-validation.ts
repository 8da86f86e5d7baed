/** When an indexed job has succeeded before all its indexes have. Models validateSuccessPolicy of pkg/apis/batch/validation. */
import { type FieldError, invalidValue, required, tooLong, tooMany } from '../../../../api/status.ts'
import type { JobSpec, SuccessPolicyRule } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { internalValue } from '../internal-json.ts'
import { countIndexes, IndexesError } from './indexes.ts'

const mostRules = 20
const longest = 64 * 1024

export function validateSuccessPolicy({ successPolicy: policy, completionMode, completions = 0 }: JobSpec, path: string): FieldError[] {
  if (!policy) return []
  if (completionMode !== 'Indexed') return [invalidValue(path, internalValue(policy, 'SuccessPolicy'), 'requires indexed completion mode')]
  const rules = policy.rules ?? []
  const errors = rules.length === 0 ? [required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified')] : []
  if (rules.length > mostRules) errors.push(tooMany(`${path}.rules`, rules.length, mostRules))
  return [...errors, ...rules.flatMap((rule, i) => validateRule(rule, completions, `${path}.rules[${i}]`))]
}

function validateRule({ succeededCount, succeededIndexes }: SuccessPolicyRule, completions: number, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (succeededCount === undefined && succeededIndexes === undefined)
    errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'))
  const { total, findings } = validateIndexes(succeededIndexes, completions, `${path}.succeededIndexes`)
  errors.push(...findings)
  if (succeededCount === undefined) return errors
  const at = `${path}.succeededCount`
  const atMost = (limit: number, what: string): FieldError[] =>
    succeededCount > limit ? [invalidValue(at, succeededCount, `must be less than or equal to ${limit} (${what})`)] : []
  return [
    ...errors,
    ...nonNegative(at, succeededCount),
    ...atMost(completions, 'the number of specified completions'),
    ...(succeededIndexes === undefined ? [] : atMost(total, 'the number of indexes in the specified succeededIndexes field')),
  ]
}

function validateIndexes(text: string | undefined, completions: number, path: string): { total: number; findings: FieldError[] } {
  if (text === undefined) return { total: 0, findings: [] }
  const findings = text.length > longest ? [tooLong(path, longest)] : []
  try {
    return { total: countIndexes(text, completions), findings }
  } catch (error) {
    if (!(error instanceof IndexesError)) throw error
    return { total: 0, findings: [...findings, invalidValue(path, text, `error parsing succeededIndexes: ${error.message}`)] }
  }
}
