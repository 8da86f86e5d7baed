/** DER, as much of it as an X.509 certificate needs: every function gives the bytes of one element. ITU-T X.690. */

export type Der = Buffer

const element = (tag: number, content: Uint8Array): Der => {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

export const sequence = (...parts: Der[]): Der => element(0x30, Buffer.concat(parts))
/** A SET's members stand in the order of their bytes. */
export const set = (...parts: Der[]): Der => element(0x31, Buffer.concat([...parts].sort(Buffer.compare)))
export const boolean = (value: boolean): Der => element(0x01, Buffer.from([value ? 0xff : 0]))
export const octets = (content: Uint8Array): Der => element(0x04, content)
export const bits = (content: Uint8Array, unused = 0): Der => element(0x03, Buffer.concat([Buffer.from([unused]), content]))
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text))
/** [n], constructed: wraps. */
export const explicit = (n: number, content: Der): Der => element(0xa0 | n, content)
/** [n], primitive: replaces the tag. */
export const implicit = (n: number, content: Uint8Array): Der => element(0x80 | n, content)

/** A non-negative integer, big-endian bytes. */
export function integer(bytes: Uint8Array): Der {
  const trimmed = bytes.subarray(
    Math.max(
      0,
      Math.min(
        bytes.findIndex((byte) => byte !== 0),
        bytes.length - 1,
      ),
    ),
  )
  return element(0x02, (trimmed[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed)
}

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

/** UTCTime up to 2049, GeneralizedTime after, as RFC 5280 asks. */
export function time(ms: number): Der {
  const digits = new Date(ms).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')
  return Number(digits.slice(0, 4)) < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
