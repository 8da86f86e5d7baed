/** SHA-256, in plain arithmetic: kubectl imports no cryptography. For `--append-hash`, not for secrets. */

const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) | 0
const roundConstants = primes.map((p) => fraction(Math.cbrt(p)))
const start = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)))

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by))

/** The digest in hexadecimal. */
export function sha256(text: string): string {
  const bytes = padded(new TextEncoder().encode(text))
  const state = [...start]
  for (let at = 0; at < bytes.length; at += 64) compress(state, new DataView(bytes.buffer, at, 64))
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function padded(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64)
  bytes.set(data)
  bytes[data.length] = 0x80
  new DataView(bytes.buffer).setUint32(bytes.length - 4, data.length * 8)
  return bytes
}

function compress(state: number[], block: DataView): void {
  const w: number[] = []
  for (let i = 0; i < 64; i++) {
    if (i < 16) w.push(block.getInt32(i * 4))
    else {
      const [a, b] = [w[i - 15] as number, w[i - 2] as number]
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
      w.push(((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0)
    }
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (roundConstants[i] as number) + (w[i] as number)) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + word) | 0
}
