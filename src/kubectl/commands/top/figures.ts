/** The figures of `top` as cells: millicores, mebibytes, percentages. Models kubectl pkg/metricsutil. */
import { Quantity } from '../../../api/quantity.ts'
import type { NodeMetrics, PodMetrics } from './metrics.ts'

/** Amounts by the name of the resource. */
export type Amounts = ReadonlyMap<string, Quantity>

export const measuredResources = (showSwap: boolean): readonly string[] => ['cpu', 'memory', ...(showSwap ? ['swap'] : [])]

export const amountsOf = (usage: Readonly<Record<string, string>>, resources: readonly string[]): Amounts =>
  new Map(resources.map((name) => [name, Quantity.parse(usage[name] ?? '0')]))

export const sumOf = (usages: readonly Readonly<Record<string, string>>[], resources: readonly string[]): Amounts =>
  new Map(resources.map((name) => [name, usages.reduce((sum, usage) => sum.add(Quantity.parse(usage[name] ?? '0')), Quantity.zero)]))

export const podAmounts = ({ containers }: PodMetrics, resources: readonly string[]): Amounts =>
  sumOf(
    containers.map(({ usage }) => usage),
    resources,
  )

const mebi = 1024 * 1024

/** `250m`, `64Mi` */
export const usageCell = (name: string, amount: Quantity): string => (name === 'cpu' ? `${amount.milliValue}m` : `${Math.trunc(amount.value / mebi)}Mi`)

/** `12%`, cut off. */
export const shareCell = (amount: Quantity, of: Quantity): string => `${of.sign === 0 ? 0 : Math.trunc((amount.milliValue / of.milliValue) * 100)}%`

/** Who uses most first, or by name. */
export function byUse<T>(sortBy: string, amounts: (item: T) => Amounts, name: (item: T) => readonly string[]): (a: T, b: T) => boolean {
  const use = (item: T): number => {
    const amount = amounts(item).get(sortBy) ?? Quantity.zero
    return sortBy === 'cpu' ? amount.milliValue : amount.value
  }
  if (sortBy !== '') return (a, b) => use(a) > use(b)
  return (a, b) => {
    const [left, right] = [name(a), name(b)]
    const different = left.findIndex((part, i) => part !== right[i])
    return different >= 0 && (left[different] as string) < (right[different] as string)
  }
}

export const nodeAmounts = ({ usage }: NodeMetrics, resources: readonly string[]): Amounts => amountsOf(usage, resources)
