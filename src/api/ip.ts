/** IP addresses and ranges. Texts of apimachinery pkg/util/validation/ip.go. */
import { type FieldError, invalidValue } from './status.ts'

const ipv4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

/** Four numbers, or undefined for what is no IPv4 address. No leading zeros, as in Go. */
export function parseIPv4(text: string): number | undefined {
  const parts = ipv4.exec(text)
  if (!parts) return undefined
  let address = 0
  for (let i = 1; i <= 4; i++) {
    const part = Number(parts[i])
    if (part > 255) return undefined
    address = address * 256 + part
  }
  return address
}

export const formatIPv4 = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')

function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (!text.includes(':') || halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const embedded = last.includes('.')
  if (embedded && parseIPv4(last) === undefined) return false
  if (!(embedded ? groups.slice(0, -1) : groups).every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const count = groups.length + (embedded ? 1 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

type Family = 'IPv4' | 'IPv6'

export const familyOf = (text: string): Family | undefined => (parseIPv4(text) !== undefined ? 'IPv4' : isIPv6(text) ? 'IPv6' : undefined)

export const validateIP = (path: string, value: string): FieldError[] =>
  familyOf(value) ? [] : [invalidValue(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]

export function validateCIDR(path: string, value: string): FieldError[] {
  const [address = '', bits = ''] = value.split('/')
  const family = familyOf(address)
  const valid = family && value.split('/').length === 2 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'IPv4' ? 32 : 128)
  return valid ? [] : [invalidValue(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
}

/** Names of IPAddress objects: addresses in the one form that Go prints. Texts of IsValidIP. */
export function canonicalAddress(text: string): string[] {
  if (!familyOf(text)) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
  const form = formOf(text)
  return form === text ? [] : [`must be in canonical form (${JSON.stringify(form)})`]
}

/** Ranges in canonical form: no bits beyond the prefix. Texts of IsValidCIDR. */
export function canonicalRange(path: string, range: string): FieldError[] {
  const errors = validateCIDR(path, range)
  if (errors.length > 0) return errors
  const [address = '', length = ''] = range.split('/')
  const all = bits(address)
  const masked = all.slice(0, Number(length)).padEnd(all.length, '0')
  if (masked !== all) return [invalidValue(path, range, `must not have bits set beyond the prefix length`)]
  const form = `${formOf(address)}/${Number(length)}`
  return form === range ? [] : [invalidValue(path, range, `must be in canonical form (${JSON.stringify(form)})`)]
}

/** An address as Go prints it: the longest run of zeros of an IPv6 address left out. */
function formOf(address: string): string {
  if (parseIPv4(address) !== undefined) return address
  const text = ipv6Groups(address)
    .map((group) => group.toString(16))
    .join(':')
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].replace(/^:/, '').length - a[0].replace(/^:/, '').length)
  const run = runs[0]
  if (!run) return text
  return `${text.slice(0, run.index)}::${text.slice(run.index + run[0].length).replace(/^:/, '')}`
}

/** Whether an address is in a range; both must be valid. */
export function rangeHolds(range: string, address: string): boolean {
  const [first = '', length = ''] = range.split('/')
  return familyOf(first) === familyOf(address) && bits(first).slice(0, Number(length)) === bits(address).slice(0, Number(length))
}

/** Whether all addresses of one range are in the other, and not the other way round. Both must be valid. */
export function isStrictSubset(inner: string, outer: string): boolean {
  const [innerAddress = '', innerBits = ''] = inner.split('/')
  const [outerAddress = '', outerBits = ''] = outer.split('/')
  if (familyOf(innerAddress) !== familyOf(outerAddress) || Number(innerBits) <= Number(outerBits)) return false
  return bits(innerAddress).slice(0, Number(outerBits)) === bits(outerAddress).slice(0, Number(outerBits))
}

/** An address as 32 or 128 characters of 0 and 1. */
function bits(address: string): string {
  const v4 = parseIPv4(address)
  if (v4 !== undefined) return v4.toString(2).padStart(32, '0')
  return ipv6Groups(address)
    .map((group) => group.toString(2).padStart(16, '0'))
    .join('')
}

/** The eight numbers of an IPv6 address, which must be valid. */
function ipv6Groups(address: string): number[] {
  const plain = address.replace(/[^:]*\.[^:]*$/, (embedded) => {
    const v4 = parseIPv4(embedded) ?? 0
    return `${(v4 >>> 16).toString(16)}:${(v4 & 0xffff).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const parts = (half: string): number[] => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16)))
  if (tail === undefined) return parts(head)
  const [left, right] = [parts(head), parts(tail)]
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
}

/** Addresses that nobody can be reached at from elsewhere. Models ValidateNonSpecialIP. */
export function validateNonSpecialIP(path: string, value: string): FieldError[] {
  const address = parseIPv4(value)
  const first = value.toLowerCase()
  const special: readonly [boolean, string][] =
    address === undefined
      ? [
          [first === '::', `may not be unspecified (${value})`],
          [first === '::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
          [/^fe[89ab]/.test(first), 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
          [first.startsWith('ff02:'), 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
        ]
      : [
          [address === 0, `may not be unspecified (${value})`],
          [address >>> 24 === 127, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
          [address >>> 16 === 0xa9fe, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
          [address >>> 8 === 0xe00000, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
        ]
  return special.filter(([applies]) => applies).map(([, text]) => invalidValue(path, value, text))
}
