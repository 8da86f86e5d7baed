/** Amounts that are numbers or percentages (`maxUnavailable: 25%`). Models ValidatePositiveIntOrPercent and its like in pkg/apis/apps/validation. */
import { isPercent } from '../../../../api/names.ts'
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import { each, nonNegative } from '../checks.ts'

export type IntOrPercent = number | string | undefined

/** A number that is not negative, or a percentage. */
export const validateIntOrPercent = (path: string, value: IntOrPercent): FieldError[] =>
  typeof value === 'string' ? each(path, value, isPercent(value)) : nonNegative(path, value)

export const atMostAll = (path: string, value: IntOrPercent): FieldError[] =>
  typeof value === 'string' && percentOf(value) > 100 ? [invalidValue(path, value, 'must not be greater than 100%')] : []

/** The number itself, or how many percent; 0 for a text that is neither. */
export const amountOf = (value: IntOrPercent): number => (typeof value === 'string' ? percentOf(value) : (value ?? 0))

const percentOf = (text: string): number => Number(/^(\d+)%$/.exec(text)?.[1] ?? 0)
