/** The ReplicaSet controller. */
import { expect, test } from '@jest/globals'
import { pods, replicaSets } from '../../src/api/kinds.ts'
import type { Pod } from '../../src/api/types.ts'
import { podsToDelete } from '../../src/control-plane/controller-manager/replicaset/deletion-order.ts'
import { controlPlane } from './control-plane.ts'

const replicaSet = (replicas: number) => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  },
})
const lonePod = (name: string) => ({
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
})

test('replaces a pod that somebody deleted', () => {
  const { client, run } = controlPlane()
  client.create(replicaSets, replicaSet(2) as never)
  run()
  const [first] = client.list(pods).items
  client.delete(pods, first?.metadata.name ?? '', 'default')
  run()
  const left = client.list(pods).items
  expect(left).toHaveLength(2)
  expect(left.map(({ metadata }) => metadata.name)).not.toContain(first?.metadata.name)
})

test('adopts a pod without owner that matches, and lets go of one that does not match any more', () => {
  const { client, run } = controlPlane()
  client.create(pods, lonePod('early') as never)
  client.create(replicaSets, replicaSet(2) as never)
  run()
  expect(client.list(pods).items).toHaveLength(2)
  const { ownerReferences } = client.get(pods, 'early', 'default').metadata
  expect(ownerReferences).toEqual([expect.objectContaining({ kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true })])
  client.patch(pods, 'early', 'default', { metadata: { labels: { app: 'debug' } } })
  run()
  expect(client.get(pods, 'early', 'default').metadata.ownerReferences).toBeUndefined()
  expect(client.list(pods, { labelSelector: 'app=web' }).items).toHaveLength(2)
})

test('scaling down deletes and says so', () => {
  const { client, run, messages } = controlPlane()
  client.create(replicaSets, replicaSet(3) as never)
  run()
  client.patch(replicaSets, 'web', 'default', { spec: { replicas: 1 } })
  run()
  expect(messages().filter((text) => text.includes('SuccessfulDelete'))).toEqual([
    expect.stringMatching(/^Normal SuccessfulDelete replicaset\/web: Deleted pod: web-.{5}$/),
    expect.stringMatching(/^Normal SuccessfulDelete replicaset\/web: Deleted pod: web-.{5}$/),
  ])
  expect(client.get(replicaSets, 'web', 'default').status).toEqual({
    replicas: 1,
    fullyLabeledReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    terminatingReplicas: 0,
    observedGeneration: 2,
  })
})

test('the first to go are pods that are the least loss', () => {
  const now = Date.UTC(2026, 0, 1, 12)
  const pod = (name: string, more: { node?: string; phase?: string; ready?: string; cost?: string; restarts?: number; created?: string } = {}) =>
    ({
      metadata: {
        name,
        uid: name,
        creationTimestamp: more.created ?? '2026-01-01T10:00:00Z',
        ...(more.cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': more.cost } } : {}),
      },
      spec: { containers: [], ...(more.node ? { nodeName: more.node } : {}) },
      status: {
        phase: more.phase ?? 'Running',
        ...(more.ready ? { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: more.ready }] } : {}),
        containerStatuses: [{ restartCount: more.restarts ?? 0 }],
      },
    }) as unknown as Pod
  const ready = '2026-01-01T10:01:00Z'
  const all = [
    pod('settled', { node: 'a', ready }),
    pod('restarted', { node: 'a', ready, restarts: 3 }),
    pod('fresh', { node: 'a', ready: '2026-01-01T11:59:00Z' }),
    pod('crowded', { node: 'b', ready }),
    pod('crowding', { node: 'b', ready }),
    pod('cheap', { node: 'a', ready, cost: '-10' }),
    pod('unready', { node: 'a' }),
    pod('pending', { node: 'a', phase: 'Pending' }),
    pod('unscheduled', { phase: 'Pending' }),
  ]
  const elsewhere = Array.from({ length: 5 }, (_, i) => pod(`other-${i}`, { node: 'b' }))
  expect(podsToDelete(all, [...all, ...elsewhere], 9, now).map(({ metadata }) => metadata.name)).toEqual([
    'unscheduled',
    'pending',
    'unready',
    'cheap',
    'crowded',
    'crowding',
    'fresh',
    'restarted',
    'settled',
  ])
})
