/**
 * The certificate authority of a cluster, and the key that signs service accounts' tokens. In a real cluster kubeadm
 * makes them under /etc/kubernetes/pki. Ed25519 throughout: fast, accepted by kubectl and every TLS library, and
 * deterministic, so that a session's certificates can be replayed from its seed.
 */
import { sign, verify, X509Certificate } from 'node:crypto'
import type { Issued, Pki, Validity } from '../../api/pki.ts'
import type { PeerCertificate } from '../../api/request.ts'
import { certificate, keyPair, type Subject, type Usage } from './certificate.ts'
import { pem } from './der.ts'
import { remembered } from './remembered.ts'
import { requestedExtensions } from './requested.ts'
import { verifiedRequest } from './verified-request.ts'

export interface AuthorityOptions {
  /**
   * Where secrets come from: the operating system's generator for a server that others can reach, a seeded stream for a
   * session that nobody can.
   */
  readonly bytes: (length: number) => Uint8Array
  /** Milliseconds since the epoch. */
  readonly now: number
}

const tenYears = 10 * 365 * 86_400_000
const issuer: Subject = { commonName: 'kubernetes' }

export function createAuthority({ bytes, now }: AuthorityOptions): Pki {
  const authority = keyPair(bytes(32))
  const tokens = keyPair(bytes(32))
  const serial = (): Uint8Array => Buffer.concat([Buffer.from([0x01]), bytes(7)])
  const root = pem(
    'CERTIFICATE',
    certificate({
      subject: issuer,
      spki: authority.spki,
      usage: { kind: 'authority' },
      validity: { notBefore: now, notAfter: now + tenYears },
      serial: serial(),
      issuer: { subject: issuer, key: authority.privateKey },
    }),
  )
  const rootCertificate = new X509Certificate(root)
  const keyId = Buffer.from(tokens.spki.subarray(-9)).toString('base64url')

  function issue(subject: Subject, usage: Usage, validity: Validity): Issued {
    const own = keyPair(bytes(32))
    const der = certificate({ subject, spki: own.spki, usage, validity, serial: serial(), issuer: { subject: issuer, key: authority.privateKey } })
    return { certificate: pem('CERTIFICATE', der), key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
  }

  const isOurs = (presented: X509Certificate): boolean => presented.verify(authority.publicKey) && presented.checkIssued(rootCertificate)

  return {
    caCertificate: root,
    issueClient: (subject, validity) => issue(subject, { kind: 'client' }, validity),
    issueServer: (names, validity) => issue({ commonName: 'kube-apiserver' }, { kind: 'server', names }, validity),
    readClientCertificate: remembered(20, (text) => {
      try {
        const presented = new X509Certificate(text)
        return isOurs(presented) && isForClients(presented) ? peerOf(presented) : undefined
      } catch {
        return undefined
      }
    }),
    readRequest: verifiedRequest,
    signRequest(text, { usages, validity }) {
      const request = verifiedRequest(text)
      const der = certificate({
        subject: request.subject,
        spki: Buffer.from(request.publicKey),
        usage: { kind: 'requested', extensions: requestedExtensions(request, usages) },
        validity: { notBefore: validity.notBefore, notAfter: Math.min(validity.notAfter, now + tenYears) },
        serial: serial(),
        issuer: { subject: issuer, key: authority.privateKey },
      })
      return pem('CERTIFICATE', der)
    },
    tokenKeys: [{ use: 'sig', ...(tokens.publicKey.export({ format: 'jwk' }) as Record<string, string>), kid: keyId, alg: 'EdDSA' }],
    signToken(claims) {
      const signed = `${base64url({ alg: 'EdDSA', kid: keyId })}.${base64url(claims)}`
      return `${signed}.${sign(null, Buffer.from(signed), tokens.privateKey).toString('base64url')}`
    },
    verifyToken(token) {
      const [header = '', claims = '', signature = '', ...rest] = token.split('.')
      if (rest.length > 0 || signature === '') return undefined
      if (!verify(null, Buffer.from(`${header}.${claims}`), tokens.publicKey, Buffer.from(signature, 'base64url'))) return undefined
      return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, any>
    },
  }
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Extended key usage: client authentication, or anything. */
const isForClients = ({ keyUsage }: X509Certificate): boolean => keyUsage?.some((id) => id === '1.3.6.1.5.5.7.3.2' || id === '2.5.29.37.0') ?? true

/** Who a verified certificate speaks for. */
function peerOf(presented: X509Certificate): PeerCertificate {
  const parts = presented.subject.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  return {
    commonName: parts.find(([key]) => key === 'CN')?.[1] ?? '',
    organizations: parts.filter(([key]) => key === 'O').map(([, value]) => value),
    notBefore: Date.parse(presented.validFrom),
    notAfter: Date.parse(presented.validTo),
    fingerprint: presented.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}
