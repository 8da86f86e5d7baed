/** Writes PKCS #10 certificate signing requests, as `openssl req -new` does. RFC 2986. */
import { type KeyObject, sign } from 'node:crypto'
import { bits, type Der, explicit, integer, octets, oid, sequence, set, utf8 } from './der.ts'

/** In the order in which they are to stand: object identifier and value. */
export type NameParts = readonly (readonly [oid: string, value: string])[]

/** What a key signs with. */
const algorithms: Readonly<Record<string, { readonly id: Der; readonly hash: string | null }>> = {
  rsa: { id: sequence(oid('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00])), hash: 'sha256' },
  ec: { id: sequence(oid('1.2.840.10045.4.3.2')), hash: 'sha256' },
  ed25519: { id: sequence(oid('1.3.101.112')), hash: null },
}

export const canSign = ({ asymmetricKeyType }: KeyObject): boolean => (asymmetricKeyType ?? '') in algorithms

/** @throws Error for keys that can't sign. */
export function algorithmOf({ asymmetricKeyType }: KeyObject) {
  const algorithm = algorithms[asymmetricKeyType ?? '']
  if (!algorithm) throw new Error(`no signatures with ${asymmetricKeyType} keys`)
  return algorithm
}

/** DER. `alternatives` are the elements of a subjectAltName. */
export function signingRequest(name: NameParts, publicKey: KeyObject, privateKey: KeyObject, alternatives: readonly Der[] = []): Der {
  const algorithm = algorithmOf(privateKey)
  const extensions = sequence(sequence(oid('2.5.29.17'), octets(sequence(...alternatives))))
  const info = sequence(
    integer(Buffer.from([0])),
    sequence(...name.map(([id, value]) => set(sequence(oid(id), utf8(value))))),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(0, alternatives.length > 0 ? sequence(oid('1.2.840.113549.1.9.14'), set(extensions)) : Buffer.alloc(0)),
  )
  return sequence(info, algorithm.id, bits(sign(algorithm.hash, info, privateKey)))
}
