/** Values inside objects: `spec.containers[*].image`, and what may be asked of them. */
import * as z from 'zod'
import { Quantity } from '../../api/quantity.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** A plain value must be equal; otherwise one of the operators. */
export const operator = z.union([
  scalar,
  z.strictObject({ equals: z.union([scalar, z.array(z.any()), z.record(z.string(), z.any())]) }),
  z.strictObject({ not: scalar }),
  z.strictObject({ in: z.array(scalar).min(1) }),
  z.strictObject({ includes: scalar }).describe('One of the values found is this one'),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ matches: z.string() }).describe('A regular expression'),
  z.strictObject({ 'at-least': z.union([z.number(), z.string()]) }),
  z.strictObject({ 'at-most': z.union([z.number(), z.string()]) }),
])

export type Operator = z.infer<typeof operator>

/** Every value at the path; `[*]` stands for all items of a list, `['a.b']` for a key with dots in it. */
export function valuesAt(object: unknown, path: string): unknown[] {
  const parts = path.match(/\[\*\]|\[\d+\]|\['[^']*'\]|[^.[\]]+/g) ?? []
  return parts
    .reduce<unknown[]>((found, part) => found.flatMap((value) => step(value, part)), [object])
    .filter((value) => value !== undefined && value !== null)
}

function step(value: unknown, part: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (part === '[*]') return Array.isArray(value) ? value : Object.values(value)
  const key = part.startsWith("['") ? part.slice(2, -2) : part.startsWith('[') ? part.slice(1, -1) : part
  return Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : []
}

/** Whether what was found at a path satisfies the operator. */
export function satisfies(found: readonly unknown[], wanted: Operator): boolean {
  if (typeof wanted !== 'object') return found.length > 0 && found.every((value) => String(value) === String(wanted))
  if ('exists' in wanted) return found.length > 0 === wanted.exists
  if ('equals' in wanted) return found.length > 0 && found.every((value) => sameValue(value, wanted.equals))
  if ('not' in wanted) return found.every((value) => String(value) !== String(wanted.not))
  if ('in' in wanted) return found.length > 0 && found.every((value) => wanted.in.some((one) => String(one) === String(value)))
  if ('includes' in wanted) return found.some((value) => String(value) === String(wanted.includes))
  if ('matches' in wanted) return found.length > 0 && found.every((value) => new RegExp(wanted.matches).test(String(value)))
  if ('at-least' in wanted) return found.length > 0 && found.every((value) => compare(value, wanted['at-least']) >= 0)
  return found.every((value) => compare(value, wanted['at-most']) <= 0)
}

const sameValue = (value: unknown, wanted: unknown): boolean =>
  typeof wanted === 'object' ? JSON.stringify(value) === JSON.stringify(wanted) : String(value) === String(wanted)

/** Numbers as numbers, quantities (`500m`, `1Gi`) as quantities. */
function compare(value: unknown, limit: number | string): number {
  try {
    return Quantity.parse(String(value)).compare(Quantity.parse(String(limit)))
  } catch {
    return Number.NaN
  }
}

/** The values as a learner reads them. */
export const shown = (found: readonly unknown[]): string =>
  found.length === 0 ? 'nothing' : found.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ')

/** The values that the operator names, for the lint: what a learner must know. */
export function named(wanted: Operator): string[] {
  if (typeof wanted !== 'object') return [String(wanted)]
  if ('equals' in wanted && typeof wanted.equals !== 'object') return [String(wanted.equals)]
  if ('includes' in wanted) return [String(wanted.includes)]
  return []
}
