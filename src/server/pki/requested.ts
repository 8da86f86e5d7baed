/** The extensions of a certificate that a signing request asked for: usages as the API names them, and other names. */
import { isIP } from 'node:net'
import { type CertificateRequest, RequestError } from '../../api/x509/certificate-request.ts'
import { extension } from './certificate.ts'
import { bits, type Der, implicit, oid, sequence } from './der.ts'

/** Bits of keyUsage, counted from the left. RFC 5280, 4.2.1.3. */
const keyUsages: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** In Go's order. */
const extendedUsages: readonly (readonly [string, string])[] = [
  ['any', '2.5.29.37.0'],
  ['server auth', '1.3.6.1.5.5.7.3.1'],
  ['client auth', '1.3.6.1.5.5.7.3.2'],
  ['code signing', '1.3.6.1.5.5.7.3.3'],
  ['email protection', '1.3.6.1.5.5.7.3.4'],
  ['s/mime', '1.3.6.1.5.5.7.3.4'],
  ['ipsec end system', '1.3.6.1.5.5.7.3.5'],
  ['ipsec tunnel', '1.3.6.1.5.5.7.3.6'],
  ['ipsec user', '1.3.6.1.5.5.7.3.7'],
  ['timestamping', '1.3.6.1.5.5.7.3.8'],
  ['ocsp signing', '1.3.6.1.5.5.7.3.9'],
  ['microsoft sgc', '1.3.6.1.4.1.311.10.3.3'],
  ['netscape sgc', '2.16.840.1.113730.4.1'],
]

/** @throws RequestError for a usage that nobody knows. */
export function requestedExtensions(request: CertificateRequest, usages: readonly string[]): Der[] {
  const unknown = usages.filter((usage) => !(usage in keyUsages) && !extendedUsages.some(([name]) => name === usage))
  if (unknown.length > 0) throw new RequestError(`unrecognized usage values: [${unknown.map((usage) => JSON.stringify(usage)).join(' ')}]`)
  const set = usages.flatMap((usage) => keyUsages[usage] ?? [])
  const extended = [...new Set(extendedUsages.filter(([name]) => usages.includes(name)).map(([, id]) => id))]
  const names = alternatives(request)
  return [
    ...(set.length > 0 ? [extension('2.5.29.15', true, bitString(set))] : []),
    ...(extended.length > 0 ? [extension('2.5.29.37', false, sequence(...extended.map(oid)))] : []),
    // It is no authority.
    extension('2.5.29.19', true, sequence()),
    ...(names.length > 0 ? [extension('2.5.29.17', false, sequence(...names))] : []),
  ]
}

function bitString(set: readonly number[]): Der {
  const last = Math.max(...set)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const bit of set) bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (0x80 >> (bit & 7)), bit >> 3)
  return bits(bytes, 7 - (last & 7))
}

const alternatives = ({ dnsNames, emailAddresses, ipAddresses, uris }: CertificateRequest): Der[] => [
  ...dnsNames.map((name) => implicit(2, Buffer.from(name))),
  ...emailAddresses.map((name) => implicit(1, Buffer.from(name))),
  ...ipAddresses.map((address) => implicit(7, addressBytes(address))),
  ...uris.map((uri) => implicit(6, Buffer.from(uri))),
]

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [left, right] = [groups(head), groups(tail ?? '')]
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}
