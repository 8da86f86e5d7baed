/** MD5, for checksums and the passwords of web servers. No secret is safe behind it. */

export const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n))

/** The data with what MD5 and SHA-2 append: a bit, zeros, and the length. */
export function paddedForDigest(data: Uint8Array, bigEndian: boolean): DataView {
  const length = (((data.length + 8) >> 6) + 1) << 6
  const bytes = new Uint8Array(length)
  bytes.set(data)
  bytes[data.length] = 0x80
  const view = new DataView(bytes.buffer)
  const bits = data.length * 8
  view.setUint32(length - (bigEndian ? 4 : 8), bits >>> 0, !bigEndian)
  view.setUint32(length - (bigEndian ? 8 : 4), Math.floor(bits / 2 ** 32), !bigEndian)
  return view
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const md5Table = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

/** RFC 1321: sixteen bytes. */
export function md5(data: Uint8Array): Uint8Array {
  const view = paddedForDigest(data, false)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    let [a, b, c, d] = state as [number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16
      const sum = (a + f + (md5Table[i] as number) + view.getUint32(offset + g * 4, true)) | 0
      ;[a, d, c, b] = [d, c, b, (b + rotate(sum, md5Shifts[round * 4 + (i % 4)] as number)) | 0]
    }
    for (const [i, value] of [a, b, c, d].entries()) state[i] = ((state[i] as number) + value) | 0
  }
  const out = new DataView(new ArrayBuffer(16))
  for (const [i, word] of state.entries()) out.setUint32(i * 4, word, true)
  return new Uint8Array(out.buffer)
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
