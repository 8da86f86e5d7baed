import { randomBytes } from 'node:crypto'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Random } from '../../src/random.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

const now = Date.UTC(2026, 10, 22)
const year = { notBefore: now - 1000, notAfter: now + 365 * 86_400_000 }
const pki = createAuthority({ bytes: randomBytes, now })
const admin = pki.issueClient({ commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins', 'ops'] }, year)

describe('the certificate authority', () => {
  test('reads back who a client certificate of its own speaks for', () => {
    expect(pki.readClientCertificate(admin.certificate)).toMatchObject({
      commonName: 'kubernetes-admin',
      organizations: ['kubeadm:cluster-admins', 'ops'],
      notBefore: year.notBefore,
      notAfter: year.notAfter,
    })
  })

  test("does not trust another authority's certificate, nor garbage", () => {
    const other = createAuthority({ bytes: randomBytes, now })
    const forged = other.issueClient({ commonName: 'kubernetes-admin', organizations: [] }, year)
    expect([pki.readClientCertificate(forged.certificate), pki.readClientCertificate('garbage')]).toEqual([undefined, undefined])
  })

  test('is the same for the same seed', () => {
    const seeded = () => {
      const random = new Random('s')
      return createAuthority({ bytes: (n) => random.bytes(n), now }).issueClient({ commonName: 'jane', organizations: [] }, year)
    }
    expect(seeded()).toEqual(seeded())
  })

  test('signs tokens that it can verify, and no others', () => {
    const token = pki.signToken({ sub: 'system:serviceaccount:default:app' })
    expect(pki.verifyToken(token)).toEqual({ sub: 'system:serviceaccount:default:app' })
    expect([pki.verifyToken(`${token}x`), pki.verifyToken('a.b.c'), pki.verifyToken('')]).toEqual([undefined, undefined, undefined])
  })
})

describe('TLS with these certificates', () => {
  const serving = pki.issueServer(['127.0.0.1', 'localhost', 'kubernetes.default.svc'], { notBefore: Date.now() - 1000, notAfter: Date.now() + 1_000_000 })
  const server = createServer(
    { cert: serving.certificate, key: serving.key, ca: pki.caCertificate, requestCert: true, rejectUnauthorized: false },
    (incoming, answer) => {
      answer.end((incoming.socket as TLSSocket).authorized ? 'known' : 'unknown')
    },
  )
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => {
    server.close()
  })

  const ask = (options: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const outgoing = request({ host: '127.0.0.1', port, ca: pki.caCertificate, agent: false, ...options }, (answer) =>
        answer.on('data', (data) => resolve(String(data))),
      )
      outgoing.on('error', reject)
      outgoing.end()
    })

  test('server and client recognise each other', async () => {
    const client = pki.issueClient({ commonName: 'jane', organizations: [] }, { notBefore: Date.now() - 1000, notAfter: Date.now() + 1_000_000 })
    expect(await ask({ cert: client.certificate, key: client.key })).toBe('known')
    expect(await ask({})).toBe('unknown')
  })
})
