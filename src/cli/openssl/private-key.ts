/** Private keys from secret bytes: the same bytes, the same key. Node makes none that way, so the arithmetic is done here. */
import { checkPrimeSync, createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
import { keyPair } from '../../server/pki/certificate.ts'
import { remembered } from '../../server/pki/remembered.ts'

export type Bytes = (length: number) => Uint8Array

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex').toString('base64url')
}

const exponent = 65537n

/** The odd primes below 2^14, by Eratosthenes' sieve. */
function smallPrimes(): number[] {
  const composite = new Uint8Array(1 << 14)
  const primes: number[] = []
  for (let n = 3; n < composite.length; n += 2) {
    if (composite[n]) continue
    primes.push(n)
    for (let multiple = n * n; multiple < composite.length; multiple += n) composite[multiple] = 1
  }
  return primes
}

/** `bits` long, with the two highest set so that the product of two has all its bits. */
const prime = (bytes: Bytes, bits: number): bigint => primeFrom((number(bytes(bits / 8)) | (3n << BigInt(bits - 2)) | 1n).toString())

/** The first at or after a number that a key can be made of. */
const primeFrom = remembered(20, (start): bigint => {
  const first = BigInt(start)
  const small = smallPrimes()
  // Most candidates have a small factor, which is found much faster here.
  const rests = small.map((p) => Number(first % BigInt(p)))
  for (let step = 0; ; step += 2) {
    if (rests.some((rest, i) => (rest + step) % (small[i] as number) === 0)) continue
    const candidate = first + BigInt(step)
    if (candidate % exponent !== 1n && checkPrimeSync(candidate)) return candidate
  }
})

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

export function rsaKey(bytes: Bytes, bits: number): KeyObject {
  const [p, q] = [prime(bytes, bits / 2), prime(bytes, bits / 2)]
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  const parts = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const jwk = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)]))
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' })
}

/** Curves by their names in openssl, with what JSON Web Keys call them and their size in bytes. */
export const curves: Readonly<Record<string, { readonly openssl: string; readonly jwk: string; readonly size: number }>> = {
  'P-256': { openssl: 'prime256v1', jwk: 'P-256', size: 32 },
  prime256v1: { openssl: 'prime256v1', jwk: 'P-256', size: 32 },
  'P-384': { openssl: 'secp384r1', jwk: 'P-384', size: 48 },
  secp384r1: { openssl: 'secp384r1', jwk: 'P-384', size: 48 },
}

/** @throws if there is no such curve. */
export function ecKey(bytes: Bytes, curveName: string): KeyObject {
  const curve = curves[curveName]
  if (!curve) throw new Error(`no curve ${curveName}`)
  const ecdh = createECDH(curve.openssl)
  const secret = Buffer.from(bytes(curve.size))
  // Below the order of the curve, which begins with ones.
  secret[0] = (secret[0] ?? 0) & 0x7f
  ecdh.setPrivateKey(secret)
  const point = ecdh.getPublicKey()
  const part = (from: number): string => point.subarray(from, from + curve.size).toString('base64url')
  return createPrivateKey({ key: { kty: 'EC', crv: curve.jwk, x: part(1), y: part(1 + curve.size), d: secret.toString('base64url') }, format: 'jwk' })
}

export const ed25519Key = (bytes: Bytes): KeyObject => keyPair(bytes(32)).privateKey
