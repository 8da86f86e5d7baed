/** Keys, certificates and signed tokens of a cluster. Cryptography is handed in by an edge that has it. */
import type { PeerCertificate } from './request.ts'
import type { CertificateRequest } from './x509/certificate-request.ts'

export interface Validity {
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  readonly notAfter: number
}

export interface Issued {
  /** PEM */
  readonly certificate: string
  /** PEM, PKCS #8 */
  readonly key: string
}

export interface Pki {
  /** PEM of the certificate authority, as in kube-root-ca.crt. */
  readonly caCertificate: string
  issueClient(subject: { commonName: string; organizations: readonly string[] }, validity: Validity): Issued
  issueServer(names: readonly string[], validity: Validity): Issued
  /** Reads a client certificate (PEM) and verifies that this authority signed it; undefined if not. Times are for the caller to judge. */
  readClientCertificate(pem: string): PeerCertificate | undefined
  /** Reads a PKCS #10 request and verifies that whoever wrote it has the key. @throws RequestError */
  readRequest(pem: string): CertificateRequest
  /**
   * A certificate for what the request asks (subject, alternative names, key), PEM. It ends no later than the authority.
   * `usages` as in a CertificateSigningRequest: `client auth`, `digital signature`. @throws RequestError
   */
  signRequest(pem: string, terms: { readonly usages: readonly string[]; readonly validity: Validity }): string
  /** Signs claims as a JWT. */
  signToken(claims: object): string
  /** The public keys that signToken's signatures can be checked with, as JSON web keys. */
  readonly tokenKeys: readonly Readonly<Record<string, string>>[]
  /** The claims of a JWT signed by signToken, undefined for any other text. Expiry is for the caller to judge. */
  verifyToken(token: string): Record<string, any> | undefined
}
