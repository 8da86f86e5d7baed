/** SHA-512, in plain arithmetic: CoreDNS names its configuration by it in its log. Words of 64 bits stand as two halves, high and low, side by side. */

const two32 = 2 ** 32

interface Constants {
  readonly rounds: Uint32Array
  readonly start: Uint32Array
}

let constants: Constants | undefined

/** The first 64 bits of the fractional parts of the roots of the first primes. */
function makeConstants(): Constants {
  const primes: number[] = []
  for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
  const fractions = (some: readonly number[], degree: bigint): Uint32Array => {
    const halves = new Uint32Array(some.length * 2)
    for (const [i, p] of some.entries()) {
      // What is known in floating point, and a little more.
      const above = (BigInt(Math.ceil(p ** (1 / Number(degree)) * two32)) + 1n) << 32n
      const root = rootOf(BigInt(p) << (64n * degree), degree, above)
      halves[2 * i] = Number((root >> 32n) & 0xffffffffn)
      halves[2 * i + 1] = Number(root & 0xffffffffn)
    }
    return halves
  }
  return { rounds: fractions(primes, 3n), start: fractions(primes.slice(0, 8), 2n) }
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

let last: { readonly text: string; readonly digest: string } | undefined

/** The digest in hexadecimal. All replicas of a CoreDNS ask for the same one. */
export function sha512(text: string): string {
  if (last?.text !== text) last = { text, digest: digestOf(text) }
  return last.digest
}

function digestOf(text: string): string {
  const { rounds, start } = (constants ??= makeConstants())
  const bytes = padded(new TextEncoder().encode(text))
  const state = Uint32Array.from(start)
  const schedule = new Uint32Array(160)
  for (let at = 0; at < bytes.length; at += 128) compress(state, new DataView(bytes.buffer, at, 128), rounds, schedule)
  return Array.from(state, (half) => half.toString(16).padStart(8, '0')).join('')
}

function padded(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((data.length + 17) / 128) * 128)
  bytes.set(data)
  bytes[data.length] = 0x80
  new DataView(bytes.buffer).setUint32(bytes.length - 4, data.length * 8)
  return bytes
}

/** Adds one block to the state. The round's words move on through `v`, which begins as the state. */
function compress(state: Uint32Array, block: DataView, rounds: Uint32Array, w: Uint32Array): void {
  expand(block, w)
  const v = Uint32Array.from(state)
  for (let i = 0; i < 160; i += 2) {
    const [a, al, b, bl, c, cl] = [v[0] as number, v[1] as number, v[2] as number, v[3] as number, v[4] as number, v[5] as number]
    const [e, el, f, fl, g, gl] = [v[8] as number, v[9] as number, v[10] as number, v[11] as number, v[12] as number, v[13] as number]
    const s1 = ((e >>> 14) | (el << 18)) ^ ((e >>> 18) | (el << 14)) ^ ((el >>> 9) | (e << 23))
    const s1l = ((el >>> 14) | (e << 18)) ^ ((el >>> 18) | (e << 14)) ^ ((e >>> 9) | (el << 23))
    // The sums of lower halves are exact as they are; what is above 32 bits is carried when they are put away.
    const low1 = (v[15] as number) + (s1l >>> 0) + (((el & fl) ^ (~el & gl)) >>> 0) + (rounds[i + 1] as number) + (w[i + 1] as number)
    const high1 = (v[14] as number) + s1 + ((e & f) ^ (~e & g)) + (rounds[i] as number) + (w[i] as number)
    const s0 = ((a >>> 28) | (al << 4)) ^ ((al >>> 2) | (a << 30)) ^ ((al >>> 7) | (a << 25))
    const s0l = ((al >>> 28) | (a << 4)) ^ ((a >>> 2) | (al << 30)) ^ ((a >>> 7) | (al << 25))
    const low = low1 + (s0l >>> 0) + (((al & bl) ^ (al & cl) ^ (bl & cl)) >>> 0)
    const high = high1 + s0 + ((a & b) ^ (a & c) ^ (b & c)) + Math.floor(low / two32)
    const fifth = (v[7] as number) + low1
    v.copyWithin(2, 0, 14)
    v[8] = (v[8] as number) + high1 + Math.floor(fifth / two32)
    v[9] = fifth % two32
    v[0] = high
    v[1] = low % two32
  }
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1] as number) + (v[i + 1] as number)
    state[i] = (state[i] as number) + (v[i] as number) + Math.floor(low / two32)
    state[i + 1] = low % two32
  }
}

/** The sixteen words of a block, and the sixty-four that are made from them. */
function expand(block: DataView, w: Uint32Array): void {
  for (let i = 0; i < 32; i++) w[i] = block.getUint32(i * 4)
  for (let i = 32; i < 160; i += 2) {
    const [x, xl, y, yl] = [w[i - 30] as number, w[i - 29] as number, w[i - 4] as number, w[i - 3] as number]
    const s0 = ((x >>> 1) | (xl << 31)) ^ ((x >>> 8) | (xl << 24)) ^ (x >>> 7)
    const s0l = ((xl >>> 1) | (x << 31)) ^ ((xl >>> 8) | (x << 24)) ^ ((xl >>> 7) | (x << 25))
    const s1 = ((y >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (y << 3)) ^ (y >>> 6)
    const s1l = ((yl >>> 19) | (y << 13)) ^ ((y >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (y << 26))
    const low = (w[i - 31] as number) + (s0l >>> 0) + (w[i - 13] as number) + (s1l >>> 0)
    w[i] = (w[i - 32] as number) + s0 + (w[i - 14] as number) + s1 + Math.floor(low / two32)
    w[i + 1] = low % two32
  }
}
