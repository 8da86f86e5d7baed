/** Values of the wire as JSON of the API server's internal types: Go names, zero values written out, one space of indent. */
import { selectorInOrder } from '../../../api/labels.ts'
import type { LabelSelector } from '../../../api/types.ts'
import { type InternalField, internalTypes } from './internal-types.ts'

/** A value as findings show one that has no form of its own on the wire. */
export const internalValue = (value: object, type: string): unknown => toInternal(value, type)

export const internalJson = (value: object, type: string): string => JSON.stringify(toInternal(value, type), null, 1)

function toInternal(value: unknown, type: string): unknown {
  if (type === 'LabelSelector') return selectorInOrder(value as LabelSelector)
  const fields = internalTypes[type]
  if (!fields) return value
  const source = value as Record<string, unknown>
  return Object.fromEntries(fields.map((field) => [field.name, fieldOf(source[field.wire], field)]))
}

function fieldOf(value: unknown, { zero, type, list }: InternalField): unknown {
  if (value === undefined || value === null) return type !== '' && !list && zero !== null ? toInternal({}, type) : zero
  if (list) return (value as unknown[]).length === 0 ? null : (value as unknown[]).map((item) => toInternal(item, type))
  return type === '' ? value : toInternal(value, type)
}
