/** Stateful sets where somebody else is in the way. How they go about their work otherwise stands in the golden page stateful-sets. */
import { expect, test } from '@jest/globals'
import { controllerRevisions, pods, statefulSets } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

const labels = { app: 'db' }

function cluster() {
  const base = controlPlane(1)
  base.client.create(statefulSets, {
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      serviceName: 'db',
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'db', image: 'nginx' }] } } as never,
    },
  })
  base.run()
  return base
}

test('a pod that was labelled away keeps its name; when it has gone, the set tries again and makes its own', () => {
  const { client, clock, run } = cluster()
  const [first] = client.list(pods).items
  client.patch(pods, 'db-0', 'default', { metadata: { labels: { app: 'mine' } } })
  clock.advance(60_000)
  expect(client.list(pods).items.map(({ metadata }) => [metadata.name, metadata.uid])).toEqual([['db-0', first?.metadata.uid]])
  client.delete(pods, 'db-0', 'default', { gracePeriodSeconds: 0 })
  clock.advance(1_000_000)
  run()
  const [second] = client.list(pods).items
  expect([second?.metadata.name, second?.metadata.labels?.app, second?.metadata.uid === first?.metadata.uid]).toEqual(['db-0', 'db', false])
})

test('a set that leaves in the foreground does not make its revisions anew as they go', () => {
  const { client, clock, api } = cluster()
  const before = api.etcd.revision
  client.delete(statefulSets, 'db', 'default', { propagationPolicy: 'Foreground' })
  clock.settle()
  expect(api.etcd.revision - before).toBeLessThan(20)
  client.delete(pods, 'db-0', 'default', { gracePeriodSeconds: 0 })
  clock.advance(60_000)
  expect([client.list(statefulSets).items, client.list(controllerRevisions).items]).toEqual([[], []])
})
