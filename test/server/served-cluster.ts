/** A cluster behind its HTTPS front door, on a clock that the test moves. */
import type { AddressInfo } from 'node:net'
import { bootCluster } from '../../src/cluster.ts'
import { createFrontDoor } from '../../src/server/front-door.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

const day = 86_400_000

/** Two nodes. `base` is known once it listens; `identity` is an administrator's certificate and key. */
export function servedCluster() {
  const start = Date.now()
  const cluster = bootCluster({ seed: 1, start, nodes: 2, pki: (random) => createAuthority({ bytes: (length) => random.bytes(length), now: start }) })
  const { pki, clock } = cluster
  const validity = { notBefore: start - 1000, notAfter: start + day }
  const front = createFrontDoor({
    handle(request) {
      const response = cluster.handle(request)
      clock.settle()
      return response
    },
    pki,
    ...pki.issueServer(['127.0.0.1'], validity),
  })
  return {
    ...cluster,
    front,
    identity: pki.issueClient({ commonName: 'admin', organizations: ['system:masters'] }, validity),
    base: '',
    async open() {
      await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
      this.base = `https://127.0.0.1:${(front.address() as AddressInfo).port}`
    },
    close() {
      front.close()
      front.closeAllConnections()
    },
  }
}
