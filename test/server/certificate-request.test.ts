/** Certificate signing requests as openssl writes them, and the certificates that the cluster's authority gives for them. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { firstCertificate } from '../../src/api/x509/certificate.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

const now = Date.UTC(2026, 10, 22)
const pki = createAuthority({ bytes: randomBytes, now })

/** openssl genrsa -out k 2048; openssl req -new -key k -subj "/CN=jane/O=dev" */
const rsa = `-----BEGIN CERTIFICATE REQUEST-----
MIICYjCCAUoCAQAwHTENMAsGA1UEAwwEamFuZTEMMAoGA1UECgwDZGV2MIIBIjAN
BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0MOHFPMhsr6obwDyH8tyvX+3MkUY
nactp2uJf3isAcP4XP0LQPDQm+3Jq5x0zLmF2WbgFa1ocasXnr9d2Jq2X/DU5kDM
rizdXPWAlgV42wI8VHEfodQLl9PLbTPa+6muhPj4NTfM1OBD4GY0cOnu9QWUH5lN
UWXBz6o22jmwqcrVE4KSKPvIOxH2gNFXGqXk7R6N5o4uU0itidhMmzRgxlZWnpKe
ptIQRMVHzpasLX4SqYTj2sgcDRcP6iaMkiwRr3twaj+ht1f/8Lfluk/c48klUjcI
GF7Wdtr0ZbtGoRVAa+heCeDumki+g2PLFjBnVYTZO37rs+2CsfjEFoHwuwIDAQAB
oAAwDQYJKoZIhvcNAQELBQADggEBAIIUFoypLpq88iezZY+1wuXrz12KeBxL/Y2f
spbeShv3YuT7/AtXPm+diACCdfmu6yCZ99NGyWoOD/K8uCxa1sVA4yngrriNddOA
eHkXVMLJcWk5E7lvDbQHlNxPA8Oef+yubizJr17XgmqsVC5Y0/kGRT86JXCh/LxO
1bxMx9n6tr5PEu1as+RcJrbMjp5ngHhECls/pqAy/fSJXoxvKKdVam2sHILwCLL/
0T8QhdRLG7Pl+Mc3KAOvYko0pGc4JuxzcDLYAOPQG2yJPdBams2507w8v7BEqXRC
rt/sL4sLzF9LDCBeGQLPcZcyxNTql+G9hgyYrVAQ2cI9tnZZT4Y=
-----END CERTIFICATE REQUEST-----
`
/** openssl ecparam -name prime256v1 -genkey; openssl req -new -subj "/CN=jane/O=dev/O=ops" -addext "subjectAltName=DNS:a.b,IP:10.0.0.1" */
const ecdsa = `-----BEGIN CERTIFICATE REQUEST-----
MIIBDTCBtAIBADArMQ0wCwYDVQQDDARqYW5lMQwwCgYDVQQKDANkZXYxDDAKBgNV
BAoMA29wczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEjw180VOvpN2dRgmIpP
gMEJ9kBzPMecY/qXuPAt/AkfuxpoRNCeELx2yx1LG03Sw/PIBvXpuyLnA036MLFW
72agJzAlBgkqhkiG9w0BCQ4xGDAWMBQGA1UdEQQNMAuCA2EuYocECgAAATAKBggq
hkjOPQQDAgNIADBFAiEAphvU0aOed8g9z89/807G2CaxIm2ZLsDoRcrVZRnIudoC
IB6nP0rrDiDUQZUTQs3MZJ1JU/eiA1uWZlFJiBUIFPS6
-----END CERTIFICATE REQUEST-----
`
/** openssl genpkey -algorithm ed25519; openssl req -new -subj "/O=dev/CN=jane" */
const ed25519 = `-----BEGIN CERTIFICATE REQUEST-----
MIGcMFACAQAwHTEMMAoGA1UECgwDZGV2MQ0wCwYDVQQDDARqYW5lMCowBQYDK2Vw
AyEA+J1NCPLNz3wtOn01P0l4bIuG0neeaDN2wRos1djozBugADAFBgMrZXADQQCC
e5XZgd4NhUgLXHdvj/CICwIiwdBaPGeqaXTGlOfKHMZ0O3SqM1xFuCKtJmtZ7aUW
V87uTFJOjZUMwqyOTi0L
-----END CERTIFICATE REQUEST-----
`

const terms = { usages: ['client auth', 'digital signature', 'key encipherment'], validity: { notBefore: now - 300_000, notAfter: now + 3_600_000 } }

describe('requests of openssl', () => {
  test.each([
    ['RSA', rsa, ['dev'], []],
    ['ECDSA', ecdsa, ['dev', 'ops'], ['a.b']],
    ['Ed25519', ed25519, ['dev'], []],
  ])('%s: read, signed, and accepted as what they say', (algorithm, pem, organizations, names) => {
    const request = pki.readRequest(pem)
    expect([request.keyAlgorithm, request.subject.commonName, request.subject.organizations, request.dnsNames]).toEqual([
      algorithm,
      'jane',
      organizations,
      names,
    ])
    const certificate = pki.signRequest(pem, terms)
    expect(pki.readClientCertificate(certificate)).toMatchObject({ commonName: 'jane', organizations, ...terms.validity })
    expect(firstCertificate(certificate)).toMatchObject({
      subject: { commonName: 'jane', organizations },
      issuer: { commonName: 'kubernetes' },
      ...terms.validity,
    })
    const seen = new X509Certificate(certificate)
    expect([seen.keyUsage, seen.ca, seen.publicKey.export({ type: 'spki', format: 'der' }).equals(request.publicKey)]).toEqual([
      ['1.3.6.1.5.5.7.3.2'],
      false,
      true,
    ])
  })

  test('other names go into the certificate', () => {
    expect(pki.readRequest(ecdsa).ipAddresses).toEqual(['10.0.0.1'])
    expect(new X509Certificate(pki.signRequest(ecdsa, terms)).subjectAltName).toBe('DNS:a.b, IP Address:10.0.0.1')
  })
})

test('what is no request, and what is not signed by its key', () => {
  const broken = (pem: string) => pem.replace(/.{12}(=*\n-----END)/, 'AAAAAAAAAAAA$1')
  const complaint = (pem: string) => {
    try {
      return pki.readRequest(pem)
    } catch (error) {
      return (error as Error).message
    }
  }
  expect([
    complaint('nonsense'),
    complaint(pki.caCertificate),
    complaint('-----BEGIN CERTIFICATE REQUEST-----\nMIICoDCC\n-----END CERTIFICATE REQUEST-----\n'),
    complaint(broken(rsa)),
    complaint(broken(ecdsa)),
    complaint(broken(ed25519)),
  ]).toEqual([
    'PEM block type must be CERTIFICATE REQUEST',
    'PEM block type must be CERTIFICATE REQUEST',
    'asn1: syntax error: data truncated',
    'crypto/rsa: verification error',
    'x509: ECDSA verification failure',
    'x509: Ed25519 verification failure',
  ])
})

test('a text that means harm takes no time', () => {
  for (const wicked of ['-----BEGIN A-----\n'.repeat(60_000), '-----END A-----\n'.repeat(60_000), `${'-----BEGIN A-----\n'.repeat(60_000)}-----END A-----`])
    expect(() => pki.readRequest(wicked)).toThrow('PEM block type must be CERTIFICATE REQUEST')
  expect(() => pki.readRequest('-----BEGIN CERTIFICATE REQUEST-----\nMIQBAAAA\n-----END CERTIFICATE REQUEST-----\n')).toThrow(
    'asn1: syntax error: data truncated',
  )
})

test('a certificate for servers makes nobody a client', () => {
  expect(pki.readClientCertificate(pki.signRequest(rsa, { ...terms, usages: ['server auth'] }))).toBeUndefined()
})

test('no certificate outlives the authority', () => {
  const late = pki.signRequest(rsa, { ...terms, validity: { notBefore: now, notAfter: now + 100 * 365 * 86_400_000 } })
  expect(firstCertificate(late)?.notAfter).toBe(firstCertificate(pki.caCertificate)?.notAfter)
})
