/** Amounts by resource name (`cpu`, `memory`, `count/pods`), as objects carry them: sums, comparisons, parts. Models apiserver pkg/quota/v1/resources.go. */
import { Quantity } from './quantity.ts'

export type ResourceList = Readonly<Record<string, string>>

const parse = (list: ResourceList, name: string): Quantity => Quantity.parse(list[name] ?? '0')

/** Below zero, zero, above: `a` is less than, equal to, more than `b`. */
export const compareQuantities = (a: string, b: string): number => Quantity.parse(a).compare(Quantity.parse(b))

/** Adds `more` to `into`, resource by resource. */
export function addInto(into: Record<string, string>, more: ResourceList | undefined): void {
  for (const [name, quantity] of Object.entries(more ?? {})) into[name] = name in into ? parse(into, name).add(Quantity.parse(quantity)).toString() : quantity
}

/** Raises each resource of `into` to that of `other` where it is larger. */
export function maxInto(into: Record<string, string>, other: ResourceList | undefined): void {
  for (const [name, quantity] of Object.entries(other ?? {}))
    if (!(name in into) || compareQuantities(quantity, into[name] as string) > 0) into[name] = quantity
}

export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum: Record<string, string> = { ...a }
  addInto(sum, b)
  return sum
}

/** `a - b`, with zero where less would be left. */
export function subtractDownToZero(a: ResourceList, b: ResourceList): ResourceList {
  const rest: Record<string, string> = {}
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const left = parse(a, name).sub(parse(b, name))
    rest[name] = left.sign > 0 ? left.toString() : '0'
  }
  return rest
}

/** Only the resources that are named. */
export const only = (list: ResourceList, names: readonly string[]): ResourceList =>
  Object.fromEntries(Object.entries(list).filter(([name]) => names.includes(name)))

export const withoutZeros = (list: ResourceList): ResourceList => Object.fromEntries(Object.entries(list).filter(([name]) => !parse(list, name).isZero))

/** The resources of `list` that have less than nothing. */
export const negative = (list: ResourceList): string[] => Object.keys(list).filter((name) => parse(list, name).sign < 0)

/** The resources of `list` of which there is more than `limits` allows. */
export const exceeding = (list: ResourceList, limits: ResourceList): string[] =>
  Object.keys(list).filter((name) => name in limits && compareQuantities(list[name] as string, limits[name] as string) > 0)

/** The same amounts, however written. */
export const equalLists = (a: ResourceList, b: ResourceList): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, quantity]) => name in b && compareQuantities(quantity, b[name] as string) === 0)
