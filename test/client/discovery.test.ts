import { expect, test } from '@jest/globals'
import { Client } from '../../src/client/client.ts'
import { discover, discoverPresent } from '../../src/client/discovery.ts'

const resource = (kind: string, plural: string) => ({ resource: plural, responseKind: { kind }, scope: 'Namespaced', verbs: ['list'] })

/** An API server with Deployments, behind which the server of metrics does not answer. */
const client = new Client(
  ({ path }) => ({
    status: 200,
    headers: {},
    body: {
      items:
        path === '/api'
          ? []
          : [
              { metadata: { name: 'apps' }, versions: [{ version: 'v1', resources: [resource('Deployment', 'deployments')] }] },
              { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale' }] },
            ],
    },
  }),
  { username: 'somebody', groups: [] },
  'test',
)

test('who looks for one kind finds it, whatever other servers do', () => {
  expect(discoverPresent(client).map(({ kind, group, version }) => `${group}/${version} ${kind}`)).toEqual(['apps/v1 Deployment'])
})

test('who must see every kind is told that there are others', () => {
  expect(() => discover(client)).toThrow('stale GroupVersion discovery: metrics.k8s.io/v1beta1')
})
