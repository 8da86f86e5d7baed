/** IP addresses as numbers of 32 or 128 bits, as Go's netip reads and prints them. */
import { parseIPv4 } from '../../../../api/ip.ts'

export interface Address {
  readonly family: 4 | 6
  readonly bits: bigint
}

/** @returns undefined for what is no address; zones and IPv4 in IPv6 clothes are none here. */
export function parseAddress(text: string): Address | undefined {
  const four = parseIPv4(text)
  if (four !== undefined) return { family: 4, bits: BigInt(four) }
  const halves = text.split('::')
  if (!text.includes(':') || halves.length > 2) return undefined
  const [head, tail] = halves.map(groupsOf)
  if (!head || (halves.length === 2 && !tail)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]
  const bits = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n)
  return bits >> 32n === 0xffffn ? undefined : { family: 6, bits }
}

function groupsOf(half: string): number[] | undefined {
  if (half === '') return []
  const groups: number[] = []
  for (const group of half.split(':')) {
    const four = group.includes('.') ? parseIPv4(group) : undefined
    if (four !== undefined) groups.push(four >>> 16, four & 0xffff)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) groups.push(Number.parseInt(group, 16))
    else return undefined
  }
  return groups
}

/** The one right way to write it: the longest run of zeros is `::`. */
export function formatAddress({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const zeros = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run).sort((a, b) => b.length - a.length)[0]
  if (zeros === undefined) return groups.join(':')
  const text = groups.join(':')
  const at = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].find(([run]) => run.length === zeros.length)
  const start = at?.index ?? 0
  return `${text.slice(0, start)}::${text.slice(start + zeros.length).replace(/^:/, '')}`
}

export const isUnspecified = ({ bits }: Address): boolean => bits === 0n
export const isLoopback = ({ family, bits }: Address): boolean => (family === 4 ? bits >> 24n === 127n : bits === 1n)
export const isLinkLocalMulticast = ({ family, bits }: Address): boolean => (family === 4 ? bits >> 8n === 0xe00000n : bits >> 112n === 0xff02n)
export const isLinkLocalUnicast = ({ family, bits }: Address): boolean => (family === 4 ? bits >> 16n === 0xa9fen : bits >> 118n === 0x3fan)

export const isGlobalUnicast = (address: Address): boolean => {
  const { family, bits } = address
  const multicast = family === 4 ? bits >> 28n === 0xen : bits >> 120n === 0xffn
  const broadcast = family === 4 && bits === 0xffffffffn
  return !isUnspecified(address) && !isLoopback(address) && !multicast && !broadcast && !isLinkLocalUnicast(address)
}
