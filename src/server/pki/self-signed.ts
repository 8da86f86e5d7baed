/** Certificates that sign themselves, as `openssl req -x509` makes them. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Validity } from '../../api/pki.ts'
import { extension } from './certificate.ts'
import { bits, boolean, type Der, explicit, integer, octets, oid, sequence, set, time, utf8 } from './der.ts'
import { algorithmOf, type NameParts } from './request.ts'

export interface SelfSigned {
  readonly name: NameParts
  readonly key: KeyObject
  /** The elements of a subjectAltName. */
  readonly alternatives: readonly Der[]
  readonly validity: Validity
  readonly serial: Uint8Array
}

/** DER. openssl calls such a certificate an authority. */
export function selfSigned({ name, key, alternatives, validity, serial }: SelfSigned): Der {
  const algorithm = algorithmOf(key)
  const subject = sequence(...name.map(([id, value]) => set(sequence(oid(id), utf8(value)))))
  const named = alternatives.length > 0 ? [sequence(oid('2.5.29.17'), octets(sequence(...alternatives)))] : []
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm.id,
    subject,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(extension('2.5.29.19', true, sequence(boolean(true))), ...named)),
  )
  return sequence(body, algorithm.id, bits(sign(algorithm.hash, body, key)))
}
