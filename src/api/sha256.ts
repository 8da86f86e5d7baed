/** SHA-256, for names and sums that must be what they are in the world. The algorithm is FIPS 180-4. */
import { hexOf, paddedForDigest as padded, rotate } from './md5.ts'

const primes = ((): number[] => {
  const found: number[] = []
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n)
  return found
})()
const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) >>> 0
const shaTable = primes.map((p) => fraction(Math.cbrt(p)))

/** In hexadecimal. */
export function sha256(data: Uint8Array): string {
  const view = padded(data, true)
  const state = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)) | 0)
  const w = new Int32Array(64)
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = view.getInt32(offset + i * 4)
      else {
        const [x, y] = [w[i - 15] as number, w[i - 2] as number]
        const s0 = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3)
        const s1 = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10)
        w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ((shaTable[i] as number) | 0) + (w[i] as number)) | 0
      const s0 = rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + value) | 0
  }
  const out = new DataView(new ArrayBuffer(32))
  for (const [i, word] of state.entries()) out.setInt32(i * 4, word)
  return hexOf(new Uint8Array(out.buffer))
}
