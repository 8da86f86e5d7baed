/** Certificate signing requests whose writers prove that they have the key. Models crypto/x509's CheckSignature. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type CertificateRequest, type KeyAlgorithm, parseRequest, RequestError } from '../../api/x509/certificate-request.ts'

interface Algorithm {
  readonly key: KeyAlgorithm
  readonly hash: string | null
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  '1.2.840.113549.1.1.11': { key: 'RSA', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'RSA', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'RSA', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ECDSA', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ECDSA', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ECDSA', hash: 'sha512' },
  '1.3.101.112': { key: 'Ed25519', hash: null },
}

/** Go trusts these no more. */
const insecure: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5-RSA',
  '1.2.840.113549.1.1.5': 'SHA1-RSA',
  '1.2.840.10045.4.1': 'ECDSA-SHA1',
}

const failure: Readonly<Record<string, string>> = {
  RSA: 'crypto/rsa: verification error',
  ECDSA: 'x509: ECDSA verification failure',
  Ed25519: 'x509: Ed25519 verification failure',
}

/** @throws RequestError */
export function verifiedRequest(pem: string): CertificateRequest {
  const request = parseRequest(pem)
  const { signatureAlgorithm, keyAlgorithm, signed, signature } = request
  const weak = insecure[signatureAlgorithm]
  if (weak) throw new RequestError(`x509: cannot verify signature: insecure algorithm ${weak}`)
  const algorithm = algorithms[signatureAlgorithm]
  if (!algorithm || keyAlgorithm === '') throw new RequestError('x509: cannot verify signature: algorithm unimplemented')
  const key = publicKey(request)
  if (algorithm.key !== keyAlgorithm || !verify(algorithm.hash, signed, key, signature)) throw new RequestError(failure[keyAlgorithm] ?? '')
  return request
}

function publicKey({ publicKey }: CertificateRequest): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  } catch {
    throw new RequestError('x509: failed to parse public key')
  }
}
