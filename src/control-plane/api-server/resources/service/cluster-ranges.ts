/**
 * Where cluster addresses come from: the ServiceCIDRs that are ready. Low addresses of a range are left to those who ask for
 * a certain one, until there are no others. Models pkg/registry/core/service/ipallocator.
 */

import { formatIPv4, parseIPv4 } from '../../../../api/ip.ts'
import { serviceCIDRs } from '../../../../api/kinds.ts'
import type { ServiceCIDR } from '../../../../api/types.ts'
import type { RegistryContext } from '../../resource.ts'

/** --service-cluster-ip-range. */
export const serviceRange = '10.96.0.0/12'

interface ClusterRange {
  readonly text: string
  readonly first: number
  readonly size: number
  /** How many addresses, from the first, are for those who ask. */
  readonly reserved: number
}

function rangeOf(text: string): ClusterRange {
  const [base = '', bits = ''] = text.split('/')
  const size = 2 ** (32 - Number(bits))
  return { text, first: parseIPv4(base) ?? 0, size, reserved: size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256) }
}

/** Until the API server has made its own ServiceCIDR there is just that range. */
function rangesOf(context: RegistryContext): readonly ClusterRange[] {
  const all = context.list(serviceCIDRs)
  if (all.length === 0) return [rangeOf(serviceRange)]
  return all.filter(isReady).flatMap(({ spec }) => (spec?.cidrs ?? []).filter((range) => !range.includes(':')).map(rangeOf))
}

const isReady = ({ metadata, status }: ServiceCIDR): boolean =>
  metadata.deletionTimestamp === undefined && status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'False'

/** Why nobody can have this address, taken or not; undefined if it can be had. */
export function outOfRange(ip: string, context: RegistryContext): string | undefined {
  const address = parseIPv4(ip) ?? -1
  const range = rangesOf(context).find(({ first, size }) => address >= first && address < first + size)
  if (!range) return 'the provided network does not match the current range'
  const isEdge = address === range.first || address === range.first + range.size - 1
  return isEdge ? `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${range.text}` : undefined
}

/** An address that nobody has, by chance; undefined if all ranges are full. */
export function freeAddress(taken: ReadonlySet<string | undefined>, context: RegistryContext): string | undefined {
  const ranges = rangesOf(context)
  const start = ranges.length > 1 ? context.random.below(ranges.length) : 0
  for (let i = 0; i < ranges.length; i++) {
    const { first, size, reserved } = ranges[(start + i) % ranges.length] as ClusterRange
    const found = within(first + Math.max(1, reserved), size - Math.max(1, reserved) - 1, taken, context) ?? within(first + 1, reserved - 1, taken, context)
    if (found !== undefined) return found
  }
  return undefined
}

/** From a place by chance to the next free one. */
function within(first: number, size: number, taken: ReadonlySet<string | undefined>, { random }: RegistryContext): string | undefined {
  if (size <= 0) return undefined
  const start = random.below(size)
  for (let i = 0; i < size; i++) {
    const address = formatIPv4(first + ((start + i) % size))
    if (!taken.has(address)) return address
  }
  return undefined
}
