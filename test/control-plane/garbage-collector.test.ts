/** The garbage collector: what becomes of dependents when their owner is deleted. */
import { expect, test } from '@jest/globals'
import { configMaps, deployments, pods, replicaSets, secrets } from '../../src/api/kinds.ts'
import { controlPlane, deployment } from './control-plane.ts'

const booted = () => {
  const cluster = controlPlane(1)
  cluster.client.create(deployments, deployment('web', 2) as never)
  cluster.run()
  const counts = (): number[] => [deployments, replicaSets, pods].map((kind) => cluster.client.list(kind as typeof pods, { namespace: 'default' }).items.length)
  return { ...cluster, counts }
}

test('background: the owner goes at once, the dependents follow', () => {
  const { client, clock, run, counts } = booted()
  client.delete(deployments, 'web', 'default', { propagationPolicy: 'Background' })
  expect(counts()).toEqual([0, 1, 2])
  clock.settle()
  // The pods have a grace period: their kubelet ends them.
  expect(counts()).toEqual([0, 0, 2])
  run()
  expect(counts()).toEqual([0, 0, 0])
})

test('foreground: the owner stays, marked as being deleted, until all that block it are gone', () => {
  const { client, clock, run, counts } = booted()
  client.delete(deployments, 'web', 'default', { propagationPolicy: 'Foreground' })
  clock.settle()
  expect(counts()).toEqual([1, 1, 2])
  expect(client.get(deployments, 'web', 'default').metadata.finalizers).toEqual(['foregroundDeletion'])
  run()
  expect(counts()).toEqual([0, 0, 0])
})

test('orphan: the dependents lose their owner and stay', () => {
  const { client, clock, counts } = booted()
  client.delete(deployments, 'web', 'default', { propagationPolicy: 'Orphan' })
  clock.settle()
  expect(counts()).toEqual([0, 1, 2])
  expect(client.list(replicaSets).items[0]?.metadata.ownerReferences).toBeUndefined()
})

test('an object with several owners goes with the last of them', () => {
  const { client, clock } = controlPlane(1)
  const owners = ['a', 'b'].map((name) => client.create(configMaps, { metadata: { name, namespace: 'default' } }))
  const ownerReferences = owners.map(({ metadata: { name, uid } }) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid }))
  client.create(secrets, { metadata: { name: 'shared', namespace: 'default', ownerReferences } })
  client.delete(configMaps, 'a', 'default')
  clock.settle()
  expect(client.get(secrets, 'shared', 'default').metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b'])
  client.delete(configMaps, 'b', 'default')
  clock.settle()
  expect(client.find(secrets, 'shared', 'default')).toBeUndefined()
})

test('an owner that never was is no owner: the object is deleted', () => {
  const { client, clock } = controlPlane(1)
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'dream', uid: '00000000-0000-4000-8000-000000000000' }]
  client.create(secrets, { metadata: { name: 'lonely', namespace: 'default', ownerReferences } })
  clock.settle()
  expect(client.find(secrets, 'lonely', 'default')).toBeUndefined()
})

test('kinds that users add are found by discovery, and collected like all others', () => {
  const { client, clock, send } = controlPlane(1)
  const versions = ['v1', 'v1beta1'].map((name) => ({
    name,
    served: true,
    storage: name === 'v1',
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  }))
  const spec = { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions }
  send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { metadata: { name: 'widgets.example.com' }, spec })
  clock.advance(31_000)
  const widgets = '/apis/example.com/v1/namespaces/default/widgets'
  const widget = (name: string, ownerReferences: object[] = []) =>
    send('POST', widgets, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ownerReferences } }).body.metadata
  const { uid } = widget('owner')
  const owner = { apiVersion: 'example.com/v1beta1', kind: 'Widget', name: 'owner', uid }
  widget('owned', [owner])
  client.create(configMaps, { metadata: { name: 'owned', namespace: 'default', ownerReferences: [owner] } })
  clock.settle()
  expect(send('GET', widgets).body.items.map(({ metadata }: any) => metadata.name)).toEqual(['owned', 'owner'])
  send('DELETE', `${widgets}/owner`)
  clock.settle()
  expect([send('GET', widgets).body.items, client.find(configMaps, 'owned', 'default')]).toEqual([[], undefined])
})

test('a namespace takes the objects of kinds that users added with it', () => {
  const { clock, send } = controlPlane(1)
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const versions = [{ name: 'v1', served: true, storage: true, schema }]
  const spec = { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions }
  send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { metadata: { name: 'widgets.example.com' }, spec })
  send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } })
  clock.settle()
  const widgets = '/apis/example.com/v1/namespaces/shop/widgets'
  send('POST', widgets, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', finalizers: ['example.com/hold'] } })
  send('DELETE', '/api/v1/namespaces/shop')
  clock.settle()
  const { conditions } = send('GET', '/api/v1/namespaces/shop').body.status
  expect(conditions.filter(({ status }: any) => status === 'True').map(({ message }: any) => message)).toEqual([
    'Some resources are remaining: widgets.example.com has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
  send('PATCH', `${widgets}/a`, { metadata: { finalizers: null } }, { 'content-type': 'application/merge-patch+json' })
  clock.advance(60_000)
  expect(send('GET', '/api/v1/namespaces/shop').status).toBe(404)
})
