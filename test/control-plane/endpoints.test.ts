/** EndpointSlices and Endpoints: which pods a Service reaches. */
import { expect, test } from '@jest/globals'
import { endpointSlices, endpoints, pods, services } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

const pod = (name: string, port = 8080) => ({
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ name: 'http', containerPort: port }] }] },
})
const service = (spec: object = {}, labels: object = { team: 'a' }) => ({
  metadata: { name: 'web', namespace: 'default', labels },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...spec },
})

test('a ready pod is listed in both, with its address, its node and a reference to it', () => {
  const { client, run } = controlPlane(1)
  client.create(services, service() as never)
  client.create(pods, pod('web-1') as never)
  run()
  const { metadata, status } = client.get(pods, 'web-1', 'default')
  const targetRef = { kind: 'Pod', namespace: 'default', name: 'web-1', uid: metadata.uid }

  const [slice, ...others] = client.list(endpointSlices).items
  expect(others).toEqual([])
  expect(slice?.metadata.name).toMatch(/^web-.{5}$/)
  expect(slice?.metadata.labels).toEqual({
    team: 'a',
    'kubernetes.io/service-name': 'web',
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  })
  expect(slice?.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: 'Service', name: 'web', controller: true })])
  expect(slice?.addressType).toBe('IPv4')
  expect(slice?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }])
  expect(slice?.endpoints).toEqual([
    { addresses: [status?.podIP], conditions: { ready: true, serving: true, terminating: false }, nodeName: 'worker-1', targetRef },
  ])

  const legacy = client.get(endpoints, 'web', 'default')
  expect(legacy.metadata.labels).toEqual({ team: 'a', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' })
  expect(legacy.metadata.annotations).toEqual({ 'endpoints.kubernetes.io/last-change-trigger-time': '2026-11-22T12:00:00Z' })
  expect(legacy.subsets).toEqual([
    { addresses: [{ ip: status?.podIP, nodeName: 'worker-1', targetRef }], ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] },
  ])
})

test('a service without pods has one empty slice, and Endpoints without subsets', () => {
  const { client, run } = controlPlane(1)
  client.create(services, service() as never)
  run()
  const [slice] = client.list(endpointSlices).items
  expect([slice?.endpoints ?? [], slice?.ports ?? []]).toEqual([[], []])
  expect(client.get(endpoints, 'web', 'default').subsets ?? []).toEqual([])
})

test('a headless service says so, and selectors that match nothing any more empty the slice', () => {
  const { client, run } = controlPlane(1)
  client.create(services, service({ clusterIP: 'None' }) as never)
  client.create(pods, pod('web-1') as never)
  run()
  const [before] = client.list(endpointSlices).items
  expect(before?.metadata.labels?.['service.kubernetes.io/headless']).toBe('')
  client.patch(services, 'web', 'default', { spec: { selector: { app: 'wbe' } } })
  run()
  const [after] = client.list(endpointSlices).items
  expect(after?.metadata.name).toBe(before?.metadata.name)
  expect(after?.endpoints ?? []).toEqual([])
})

test('a pod on its way out is not ready but still serving; afterwards it is gone', () => {
  const { client, run, clock } = controlPlane(1)
  client.create(services, service() as never)
  client.create(pods, pod('web-1') as never)
  run()
  client.delete(pods, 'web-1', 'default')
  clock.settle()
  expect(client.list(endpointSlices).items[0]?.endpoints?.[0]?.conditions).toEqual({ ready: false, serving: true, terminating: true })
  expect(client.get(endpoints, 'web', 'default').subsets ?? []).toEqual([])
  run()
  expect(client.list(endpointSlices).items[0]?.endpoints ?? []).toEqual([])
})

test('pods that mean different ports by a name are in different slices', () => {
  const { client, run } = controlPlane(1)
  client.create(services, service() as never)
  client.create(pods, pod('web-1') as never)
  client.create(pods, pod('web-2', 9090) as never)
  run()
  expect(
    client
      .list(endpointSlices)
      .items.map((slice) => [slice.ports?.[0]?.port, slice.endpoints?.map(({ targetRef }) => targetRef?.name)])
      .sort(),
  ).toEqual([
    [8080, ['web-1']],
    [9090, ['web-2']],
  ])
})

test('without its service, Endpoints go at once and slices are garbage', () => {
  const { client, run, refusals } = controlPlane(1)
  client.create(services, service() as never)
  run()
  client.delete(services, 'web', 'default')
  run()
  expect(client.find(endpoints, 'web', 'default')).toBeUndefined()
  expect(client.list(endpointSlices).items).toEqual([])
  expect(refusals).toEqual([])
})
