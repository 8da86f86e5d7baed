/** Conditions of the common form. Models ValidateConditions of apimachinery pkg/apis/meta/v1/validation. */
import { isQualifiedName, patternText } from '../../../api/names.ts'
import { duplicate, type FieldError, invalidValue, required, tooLong } from '../../../api/status.ts'
import type { Condition } from '../../../api/types.ts'
import { each, oneOf } from './checks.ts'

const longestReason = 1024
const longestMessage = 32 * 1024
const reasonPattern = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
const reasonText =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
const reasonExamples = ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB']

export const validateConditions = (path: string, conditions: readonly Condition[]): FieldError[] =>
  conditions.flatMap((condition, i) => {
    const seen = conditions.findIndex(({ type }) => type === condition.type) < i
    return [...(seen ? [duplicate(`${path}[${i}]`, condition.type)] : []), ...validateCondition(`${path}[${i}]`, condition)]
  })

function validateCondition(path: string, { type, status, observedGeneration = 0, lastTransitionTime, reason, message = '' }: Condition): FieldError[] {
  return [
    ...(type ? each(`${path}.type`, type, isQualifiedName(type)) : [required(`${path}.type`, 'is required')]),
    ...oneOf(`${path}.status`, status, ['False', 'True', 'Unknown']),
    ...(observedGeneration < 0 ? [invalidValue(`${path}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero')] : []),
    ...(lastTransitionTime ? [] : [required(`${path}.lastTransitionTime`)]),
    ...(reason ? validateReason(`${path}.reason`, reason) : [required(`${path}.reason`)]),
    ...(message.length > longestMessage ? [tooLong(`${path}.message`, longestMessage)] : []),
  ]
}

function validateReason(path: string, reason: string): FieldError[] {
  const fits = new RegExp(`^${reasonPattern}$`).test(reason)
  return [
    ...(fits ? [] : [invalidValue(path, reason, patternText(reasonText, reasonPattern, ...reasonExamples))]),
    ...(reason.length > longestReason ? [tooLong(path, longestReason)] : []),
  ]
}
