/** IP addresses and ranges. Texts of apimachinery pkg/util/validation/ip.go. */
import { type FieldError, invalidValue } from '../../../api/status.ts'

/** Four numbers, or undefined for what is no IPv4 address. No leading zeros, as in Go. */
export function parseIPv4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
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
