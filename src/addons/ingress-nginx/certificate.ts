/** The certificate in a Secret of type kubernetes.io/tls. */
import type { Secret } from '../../api/types.ts'
import { firstCertificate } from '../../api/x509/certificate.ts'
import { textOfBytes } from '../../api/x509/pem.ts'
import type { Tls } from '../../node/network/network.ts'

/** What nginx shows where nobody gave it a certificate. */
export const fakeCertificate: Tls = { names: ['ingress.local'] }

/** Undefined where the Secret has no certificate or no key. */
export function certificateOf(secret: Secret | undefined): Tls | undefined {
  const { 'tls.crt': crt, 'tls.key': key } = secret?.data ?? {}
  if (!crt || !key) return undefined
  const pem = textOfBytes(crt)
  const certificate = firstCertificate(pem)
  if (!certificate) return undefined
  const { dnsNames, ipAddresses } = certificate.alternatives
  // A certificate that came alone signed itself, as far as a client that is told to trust it can see.
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  return { names: [...dnsNames, ...ipAddresses], authority: `${blocks.at(-1)}\n` }
}
