/** ServiceCIDRs: the ranges that Services get their addresses from. Models pkg/registry/networking/servicecidr. */

import { canonicalRange, familyOf } from '../../../api/ip.ts'
import { serviceCIDRs } from '../../../api/kinds.ts'
import { type FieldError, invalidValue, required } from '../../../api/status.ts'
import type { ServiceCIDR } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'

export const serviceCIDR = defineResource<ServiceCIDR>({
  of: serviceCIDRs,
  ownChance: true,
  status: true,
  generation: false,
  defaults(object) {
    object.spec ??= {}
  },
  validateCreate: ({ spec }) => validateRanges(spec?.cidrs ?? []),
  validateUpdate: ({ spec }, { spec: old }) => validateChange(spec?.cidrs ?? [], old?.cidrs ?? []),
  columns: [{ name: 'CIDRs', cell: ({ spec }) => (spec?.cidrs ?? []).join(',') }, age],
})

const path = 'spec.cidrs'
const family = (range: string): string | undefined => familyOf(range.split('/')[0] ?? '')

function validateRanges(ranges: readonly string[]): FieldError[] {
  if (ranges.length === 0) return [required(path, 'at least one CIDR required')]
  if (ranges.length > 2) return [invalidValue(path, { CIDRs: ranges }, 'may only hold up to 2 values')]
  const errors = ranges.flatMap((range, i) => canonicalRange(`${path}[${i}]`, range))
  const [first = '', second] = ranges
  if (second !== undefined && family(first) !== undefined && family(first) === family(second))
    errors.push(invalidValue(path, ranges, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'))
  return errors
}

/** A second family may be added; nothing else may change. */
function validateChange(ranges: readonly string[], old: readonly string[]): FieldError[] {
  const fixed = (at: string, value: unknown): FieldError => invalidValue(at, value, 'field is immutable')
  if (ranges.length === old.length) return ranges.flatMap((range, i) => (range === old[i] ? [] : [fixed(`${path}[${i}]`, range)]))
  if (old.length !== 1 || ranges.length !== 2) return [fixed(path, ranges)]
  return [...(ranges[0] === old[0] ? [] : [fixed(`${path}[0]`, ranges[0])]), ...validateRanges(ranges)]
}
