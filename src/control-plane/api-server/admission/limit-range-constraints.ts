/** Smallest, largest, and how far limit and request may be apart: the constraints of a LimitRange and what they say. */
import { Quantity } from '../../../api/quantity.ts'
import { compareQuantities, type ResourceList } from '../../../api/resource-list.ts'
import type { LimitRangeItem } from '../../../api/types.ts'

export interface Constrained {
  readonly requests?: ResourceList
  readonly limits?: ResourceList
}

const sorted = (list: ResourceList | undefined): [string, string][] => Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

/** What the item has against these requests and limits, in the order of its parts. The real order within a part is any. */
export function violations(item: LimitRangeItem, { requests = {}, limits = {} }: Constrained): string[] {
  return [
    ...sorted(item.min).map(([name, bound]) => tooLittle(`minimum ${name} usage per ${item.type} is ${bound}`, bound, requests[name], limits[name])),
    ...sorted(item.max).map(([name, bound]) => tooMuch(`maximum ${name} usage per ${item.type} is ${bound}`, bound, requests[name], limits[name])),
    ...sorted(item.maxLimitRequestRatio).map(([name, bound]) =>
      tooFarApart(`${name} max limit to request ratio per ${item.type} is ${bound}`, bound, requests[name], limits[name]),
    ),
  ].filter((text) => text !== undefined)
}

/** For claims, which have no limits that count. */
export function requestViolations(item: LimitRangeItem, requests: ResourceList): string[] {
  return [
    ...sorted(item.min).map(([name, bound]) => tooLittle(`minimum ${name} usage per ${item.type} is ${bound}`, bound, requests[name], undefined)),
    ...sorted(item.max).map(([name, bound]) => {
      const request = requests[name]
      const rule = `maximum ${name} usage per ${item.type} is ${bound}`
      if (request === undefined) return `${rule}.  No request is specified`
      return compareQuantities(request, bound) > 0 ? `${rule}, but request is ${request}` : undefined
    }),
  ].filter((text) => text !== undefined)
}

function tooLittle(rule: string, bound: string, request: string | undefined, limit: string | undefined): string | undefined {
  if (request === undefined) return `${rule}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${rule}, but request is ${request}`
  return limit !== undefined && compareQuantities(limit, bound) < 0 ? `${rule}, but limit is ${limit}` : undefined
}

function tooMuch(rule: string, bound: string, request: string | undefined, limit: string | undefined): string | undefined {
  if (limit === undefined) return `${rule}.  No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${rule}, but limit is ${limit}`
  return request !== undefined && compareQuantities(request, bound) > 0 ? `${rule}, but request is ${request}` : undefined
}

const milli = (text: string | undefined): number => Quantity.parse(text ?? '0').milliValue

function tooFarApart(rule: string, bound: string, request: string | undefined, limit: string | undefined): string | undefined {
  if (milli(request) === 0) return `${rule}, but no request is specified or request is 0`
  if (milli(limit) === 0) return `${rule}, but no limit is specified or limit is 0`
  const ratio = milli(limit) / milli(request)
  return ratio * 1000 > milli(bound) ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}
