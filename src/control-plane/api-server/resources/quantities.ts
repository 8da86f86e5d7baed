/** What validation asks of quantities, which objects carry as texts. Sums of whole lists are in api/resource-list.ts. */
import { Quantity } from '../../../api/quantity.ts'
import { compareQuantities } from '../../../api/resource-list.ts'

const milli = 1_000

/** Quantities finer than a thousandth are rounded up, as the API server does on the way in; the rest become canonical. */
export function roundUpToMilli(text: string | number): string {
  const quantity = Quantity.parse(text)
  return Math.abs(quantity.approximate) * milli < Number.MAX_SAFE_INTEGER && !quantity.equals(Quantity.of(quantity.milliValue, -3))
    ? Quantity.of(quantity.milliValue, -3).toString()
    : quantity.toString()
}

export const canonical = (text: string): string => Quantity.parse(text).toString()
export const compare = compareQuantities
export const isWhole = (text: string): boolean => Quantity.parse(text).milliValue % milli === 0
