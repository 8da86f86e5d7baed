/** Sums and comparisons of resource lists, whose quantities are texts. */
import { Quantity } from '../../../api/quantity.ts'

export type ResourceList = Readonly<Record<string, string>>

const milli = 1_000

/** Quantities finer than a thousandth are rounded up, as the API server does on the way in; the rest become canonical. */
export function roundUpToMilli(text: string | number): string {
  const quantity = Quantity.parse(text)
  return Math.abs(quantity.approximate) * milli < Number.MAX_SAFE_INTEGER && !quantity.equals(Quantity.of(quantity.milliValue, -3))
    ? Quantity.of(quantity.milliValue, -3).toString()
    : quantity.toString()
}

export const canonical = (text: string): string => Quantity.parse(text).toString()
export const compare = (a: string, b: string): number => Quantity.parse(a).compare(Quantity.parse(b))
const add = (a: string, b: string): string => Quantity.parse(a).add(Quantity.parse(b)).toString()
export const isWhole = (text: string): boolean => Quantity.parse(text).milliValue % milli === 0

/** Adds `more` to `into`, resource by resource. */
export function addInto(into: Record<string, string>, more: ResourceList | undefined): void {
  for (const [name, quantity] of Object.entries(more ?? {})) into[name] = name in into ? add(into[name] as string, quantity) : quantity
}

/** Raises each resource of `into` to that of `other` where it is larger. */
export function maxInto(into: Record<string, string>, other: ResourceList | undefined): void {
  for (const [name, quantity] of Object.entries(other ?? {})) if (!(name in into) || compare(quantity, into[name] as string) > 0) into[name] = quantity
}
