import { duplicate, type FieldError, invalidValue, required, tooMany } from '../../../../api/status.ts'
import type { MatchCondition } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'

const most = 64

/** Conditions in CEL; what they say is not looked at. */
export function validateMatchConditions(conditions: readonly MatchCondition[], at: string): FieldError[] {
  if (conditions.length > most) return [tooMany(at, conditions.length, most)]
  return conditions.flatMap(({ name, expression }, i) => [
    ...(expression?.trim() ? [] : [required(`${at}[${i}].expression`)]),
    ...(name ? qualifiedName(`${at}[${i}].name`, name) : [required(`${at}[${i}].name`)]),
    ...(name && conditions.findIndex((other) => other.name === name) < i ? [duplicate(`${at}[${i}].name`, name)] : []),
  ])
}

/** An expression that must be there. */
export const expressionField = (at: string, expression: string | undefined): FieldError[] =>
  expression?.trim() ? [] : [required(at, 'expression is not specified')]

export const oneLine = (at: string, text: string | undefined): FieldError[] => {
  if (text === undefined || text === '') return []
  if (text.trim() === '') return [invalidValue(at, text, 'message must be non-empty if specified')]
  return text.trim().includes('\n') ? [invalidValue(at, text, 'message must not contain line breaks')] : []
}
