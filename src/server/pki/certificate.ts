/** X.509 version 3 certificates with Ed25519 keys. RFC 5280, RFC 8410. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import type { Validity } from '../../api/pki.ts'
import { attributeOids, commonNameOid, serialNumberOid } from '../../api/x509/name.ts'
import { bits, boolean, type Der, explicit, implicit, integer, octets, oid, sequence, set, time, utf8 } from './der.ts'
import { remembered } from './remembered.ts'

export interface Subject {
  readonly commonName: string
  readonly organizations?: readonly string[]
  readonly organizationalUnits?: readonly string[]
  readonly countries?: readonly string[]
  readonly localities?: readonly string[]
  readonly provinces?: readonly string[]
  readonly streetAddresses?: readonly string[]
  readonly postalCodes?: readonly string[]
  readonly serialNumber?: string
}

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** SubjectPublicKeyInfo */
  readonly spki: Buffer
}

/** A key pair from its 32 secret bytes: the same bytes, the same key. */
export const keyPair = (secret: Uint8Array): KeyPair => keyPairOf(Buffer.from(secret).toString('hex'))

const keyPairOf = remembered(20, (secret): KeyPair => {
  const pkcs8 = Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex')
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  return { privateKey, publicKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
})

export type Usage =
  | { readonly kind: 'authority' }
  | { readonly kind: 'client' }
  | { readonly kind: 'server'; readonly names: readonly string[] }
  | { readonly kind: 'requested'; readonly extensions: readonly Der[] }

export interface CertificateTemplate {
  readonly subject: Subject
  readonly spki: Buffer
  readonly usage: Usage
  readonly validity: Validity
  readonly serial: Uint8Array
  readonly issuer: { readonly subject: Subject; readonly key: KeyObject }
}

const ed25519 = sequence(oid('1.3.101.112'))

/** The signed certificate, DER. */
export function certificate(request: CertificateTemplate): Buffer {
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(request.serial),
    ed25519,
    name(request.issuer.subject),
    sequence(time(request.validity.notBefore), time(request.validity.notAfter)),
    name(request.subject),
    request.spki as Der,
    explicit(3, sequence(...extensions(request.usage))),
  )
  return sequence(body, ed25519, bits(sign(null, body, request.issuer.key)))
}

/** The parts in Go's order, each in a set of its own. */
function name(subject: Subject): Der {
  const part = (id: string, value: string): Der => set(sequence(oid(id), utf8(value)))
  const lists = Object.entries(attributeOids) as [keyof typeof attributeOids, string][]
  return sequence(
    ...lists.flatMap(([key, id]) => (subject[key] ?? []).map((value) => part(id, value))),
    ...(subject.commonName === '' ? [] : [part(commonNameOid, subject.commonName)]),
    ...(subject.serialNumber ? [part(serialNumberOid, subject.serialNumber)] : []),
  )
}

export const extension = (id: string, critical: boolean, value: Der): Der => sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value))

function extensions(usage: Usage): Der[] {
  // Key usage bits: digitalSignature is 0x80, keyCertSign 0x04 (5), cRLSign 0x02.
  if (usage.kind === 'authority') return [extension('2.5.29.15', true, bits(Buffer.from([0x84]), 2)), extension('2.5.29.19', true, sequence(boolean(true)))]
  if (usage.kind === 'requested') return [...usage.extensions]
  const purpose = usage.kind === 'client' ? '1.3.6.1.5.5.7.3.2' : '1.3.6.1.5.5.7.3.1'
  const common = [extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)), extension('2.5.29.37', false, sequence(oid(purpose)))]
  if (usage.kind === 'client') return common
  return [...common, extension('2.5.29.17', false, sequence(...usage.names.map(alternativeName)))]
}

const alternativeName = (name: string): Der => (isIP(name) === 4 ? implicit(7, Buffer.from(name.split('.').map(Number))) : implicit(2, Buffer.from(name)))
