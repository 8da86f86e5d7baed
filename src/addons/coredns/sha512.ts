/** SHA-512, in plain arithmetic: CoreDNS names its configuration by it in its log. */

const two32 = 2 ** 32

/** A 64-bit word as two halves. */
type Word = readonly [high: number, low: number]

interface Constants {
  readonly rounds: readonly Word[]
  readonly start: readonly Word[]
}

let constants: Constants | undefined

/** The first 64 bits of the fractional parts of the roots of the first primes. */
function makeConstants(): Constants {
  const primes: bigint[] = []
  for (let n = 2n; primes.length < 80; n++) if (primes.every((p) => n % p !== 0n)) primes.push(n)
  const fraction = (p: bigint, degree: bigint): Word => {
    // What is known in floating point, and a little more.
    const above = (BigInt(Math.ceil(Number(p) ** (1 / Number(degree)) * two32)) + 1n) << 32n
    const root = rootOf(p << (64n * degree), degree, above)
    return [Number((root >> 32n) & 0xffffffffn) | 0, Number(root & 0xffffffffn) | 0]
  }
  return { rounds: primes.map((p) => fraction(p, 3n)), start: primes.slice(0, 8).map((p) => fraction(p, 2n)) }
}

/** By Newton's way, from a number above it. */
function rootOf(n: bigint, degree: bigint, above: bigint): bigint {
  let x = above
  for (;;) {
    const next = ((degree - 1n) * x + n / x ** (degree - 1n)) / degree
    if (next >= x) return x
    x = next
  }
}

function sum(...words: readonly Word[]): Word {
  let low = 0
  let high = 0
  for (const [h, l] of words) {
    high += h >>> 0
    low += l >>> 0
  }
  return [(high + Math.floor(low / two32)) | 0, (low % two32) | 0]
}

const rotate = ([h, l]: Word, by: number): Word =>
  by < 32 ? [(h >>> by) | (l << (32 - by)), (l >>> by) | (h << (32 - by))] : [(l >>> (by - 32)) | (h << (64 - by)), (h >>> (by - 32)) | (l << (64 - by))]
const shift = ([h, l]: Word, by: number): Word => [h >>> by, (l >>> by) | (h << (32 - by))]
const xor = (a: Word, b: Word, c: Word): Word => [a[0] ^ b[0] ^ c[0], a[1] ^ b[1] ^ c[1]]

let last: { readonly text: string; readonly digest: string } | undefined

/** The digest in hexadecimal. All replicas of a CoreDNS ask for the same one. */
export function sha512(text: string): string {
  if (last?.text !== text) last = { text, digest: digestOf(text) }
  return last.digest
}

function digestOf(text: string): string {
  const { rounds, start } = (constants ??= makeConstants())
  const bytes = padded(new TextEncoder().encode(text))
  let state = [...start]
  for (let at = 0; at < bytes.length; at += 128) state = compress(state, new DataView(bytes.buffer, at, 128), rounds)
  return state.map(([h, l]) => hex(h) + hex(l)).join('')
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')

function padded(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((data.length + 17) / 128) * 128)
  bytes.set(data)
  bytes[data.length] = 0x80
  new DataView(bytes.buffer).setUint32(bytes.length - 4, data.length * 8)
  return bytes
}

function compress(state: readonly Word[], block: DataView, rounds: readonly Word[]): Word[] {
  const w: Word[] = []
  for (let i = 0; i < 80; i++) {
    if (i < 16) w.push([block.getInt32(i * 8), block.getInt32(i * 8 + 4)])
    else {
      const [a, b] = [w[i - 15] as Word, w[i - 2] as Word]
      const s0 = xor(rotate(a, 1), rotate(a, 8), shift(a, 7))
      const s1 = xor(rotate(b, 19), rotate(b, 61), shift(b, 6))
      w.push(sum(w[i - 16] as Word, s0, w[i - 7] as Word, s1))
    }
  }
  let [a, b, c, d, e, f, g, h] = state as [Word, Word, Word, Word, Word, Word, Word, Word]
  for (let i = 0; i < 80; i++) {
    const choice: Word = [(e[0] & f[0]) ^ (~e[0] & g[0]), (e[1] & f[1]) ^ (~e[1] & g[1])]
    const first = sum(h, xor(rotate(e, 14), rotate(e, 18), rotate(e, 41)), choice, rounds[i] as Word, w[i] as Word)
    const majority: Word = [(a[0] & b[0]) ^ (a[0] & c[0]) ^ (b[0] & c[0]), (a[1] & b[1]) ^ (a[1] & c[1]) ^ (b[1] & c[1])]
    const second = sum(xor(rotate(a, 28), rotate(a, 34), rotate(a, 39)), majority)
    ;[h, g, f, e, d, c, b, a] = [g, f, e, sum(d, first), c, b, a, sum(first, second)]
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => sum(word, state[i] as Word))
}
