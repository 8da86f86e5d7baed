/** Reads a PKCS #10 certificate signing request (RFC 2986). Its signature is for those to check who have cryptography. */
import { DerError, type Element, elementsIn, expectTag, readElement, readOid } from './der.ts'
import { type AlternativeNames, noAlternatives, readAlternatives, readName, type Subject } from './name.ts'
import { pemBlocks } from './pem.ts'

export type KeyAlgorithm = 'RSA' | 'ECDSA' | 'Ed25519' | ''

export interface CertificateRequest extends AlternativeNames {
  readonly subject: Subject
  readonly keyAlgorithm: KeyAlgorithm
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** What is signed, by which algorithm (an object identifier), and the signature. */
  readonly signed: Uint8Array
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
}

/** The message is what Go's crypto/x509 says. */
export class RequestError extends Error {}

const keyAlgorithms: Readonly<Record<string, KeyAlgorithm>> = { '1.2.840.113549.1.1.1': 'RSA', '1.2.840.10045.2.1': 'ECDSA', '1.3.101.112': 'Ed25519' }
const extensionRequest = '1.2.840.113549.1.9.14'
const subjectAltName = '2.5.29.17'

/** The request in a PEM text. @throws RequestError */
export function parseRequest(pem: string): CertificateRequest {
  const [block] = pemBlocks(pem)
  if (block?.label !== 'CERTIFICATE REQUEST') throw new RequestError('PEM block type must be CERTIFICATE REQUEST')
  try {
    return readRequest(readElement(block.bytes))
  } catch (error) {
    if (error instanceof DerError) throw new RequestError(error.message)
    throw error
  }
}

function readRequest(request: Element): CertificateRequest {
  const [info, algorithm, signature] = elementsIn(expectTag(request, 0x30))
  const [, subject, key, attributes] = elementsIn(expectTag(info, 0x30))
  const [keyAlgorithm] = elementsIn(expectTag(elementsIn(expectTag(key, 0x30))[0], 0x30))
  return {
    subject: readName(expectTag(subject, 0x30)),
    ...(attributes ? alternatives(attributes) : noAlternatives),
    keyAlgorithm: keyAlgorithms[readOid(expectTag(keyAlgorithm, 0x06))] ?? '',
    publicKey: (key as Element).whole,
    signed: (info as Element).whole,
    signatureAlgorithm: readOid(expectTag(elementsIn(expectTag(algorithm, 0x30))[0], 0x06)),
    // The first byte of a BIT STRING is the number of bits that do not count.
    signature: expectTag(signature, 0x03).content.subarray(1),
  }
}

function alternatives(attributes: Element): AlternativeNames {
  for (const attribute of elementsIn(attributes)) {
    const [type, values] = elementsIn(attribute)
    if (!type || !values || readOid(type) !== extensionRequest) continue
    for (const extension of elementsIn(expectTag(elementsIn(values)[0], 0x30))) {
      const [id, ...rest] = elementsIn(extension)
      const value = rest.at(-1)
      if (id && value && readOid(id) === subjectAltName) return readAlternatives(readElement(expectTag(value, 0x04).content))
    }
  }
  return noAlternatives
}
