/** A certificate that the cluster has signed, presented over HTTPS until it ends on the cluster's clock. */
import { createPublicKey } from 'node:crypto'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { certificateSigningRequests } from '../../src/api/kinds.ts'
import { ecKey, rsaKey } from '../../src/cli/openssl/private-key.ts'
import { Random } from '../../src/random.ts'
import { createFrontDoor } from '../../src/server/front-door.ts'
import { pem } from '../../src/server/pki/der.ts'
import { signingRequest } from '../../src/server/pki/request.ts'
import { controlPlane } from '../control-plane/control-plane.ts'
import { start } from '../control-plane/server.ts'

const { api, pki, client, clock } = controlPlane(0)
const serving = pki.issueServer(['127.0.0.1'], { notBefore: Date.now() - 10_000, notAfter: Date.now() + 3_600_000 })
const front = createFrontDoor({ handle: api.handle, pki, ...serving })
const random = new Random('keys')

beforeAll(() => new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  front.close()
  front.closeAllConnections()
})

test.each([
  ['jane', rsaKey((length) => random.bytes(length), 2048)],
  ['joe', ecKey((length) => random.bytes(length), 'P-256')],
])('%s', async (name, key) => {
  const asked = pem('CERTIFICATE REQUEST', signingRequest([['2.5.4.3', name]], createPublicKey(key), key))
  const spec = { request: btoa(asked), signerName: 'kubernetes.io/kube-apiserver-client', expirationSeconds: 600, usages: ['client auth'] }
  const created = client.create(certificateSigningRequests, { metadata: { name }, spec })
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test' }]
  client.update(certificateSigningRequests, { ...created, status: { conditions } }, 'approval')
  clock.settle()
  const cert = atob(client.get(certificateSigningRequests, name).status?.certificate ?? '')
  const greet = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port } = front.address() as AddressInfo
      const identity = { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) as string, ca: pki.caCertificate }
      const outgoing = request({ host: '127.0.0.1', port, path: '/api/v1/nodes', agent: false, ...identity }, (incoming) => {
        incoming.setEncoding('utf8').on('data', (text: string) => resolve((JSON.parse(text) as { message: string }).message))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  expect(await greet()).toBe(`nodes is forbidden: User "${name}" cannot list resource "nodes" in API group "" at the cluster scope`)
  clock.advance(600_000)
  expect([await greet(), clock.now() > start]).toEqual(['Unauthorized', true])
})
