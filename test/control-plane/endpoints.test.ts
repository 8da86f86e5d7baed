/** EndpointSlices and Endpoints: which pods a Service reaches. */
import { describe, expect, test } from '@jest/globals'
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

test('a hundred and fifty pods are in two slices, the fuller one first', () => {
  const { client, run, clock } = controlPlane(2)
  client.create(services, service({ ports: [{ port: 80 }] }) as never)
  for (let i = 0; i < 150; i++)
    client.create(pods, { ...pod(`web-${i}`), spec: { nodeName: `worker-${1 + (i % 2)}`, containers: pod('x').spec.containers } } as never)
  run()
  const sizes = () =>
    client
      .list(endpointSlices)
      .items.map((slice) => slice.endpoints?.length ?? 0)
      .sort((a, b) => b - a)
  expect(sizes()).toEqual([100, 50])
  for (let i = 0; i < 80; i++) client.delete(pods, `web-${i}`, 'default', { gracePeriodSeconds: 0 })
  clock.settle()
  expect(sizes().reduce((sum, size) => sum + size)).toBe(70)
})

describe('near endpoints', () => {
  const zoned = (trafficDistribution: string) => {
    const { client, run, addNode } = controlPlane(0)
    addNode('worker-a', { labels: { 'topology.kubernetes.io/zone': 'zone-a' } })
    client.create(services, service({ trafficDistribution }) as never)
    client.create(pods, pod('web-1') as never)
    run()
    const [slice] = client.list(endpointSlices).items
    return { client, run, slice, endpoint: slice?.endpoints?.[0] }
  }

  test('PreferSameZone hints at the zone of each endpoint, PreferSameNode at its node as well', () => {
    const { endpoint } = zoned('PreferSameZone')
    expect([endpoint?.zone, endpoint?.hints]).toEqual(['zone-a', { forZones: [{ name: 'zone-a' }] }])
    expect(zoned('PreferSameNode').endpoint?.hints).toEqual({ forNodes: [{ name: 'worker-a' }], forZones: [{ name: 'zone-a' }] })
  })

  test('hints go when the Service no longer asks for them', () => {
    const { client, run } = zoned('PreferClose')
    client.patch(services, 'web', 'default', { spec: { trafficDistribution: null } })
    run()
    expect(client.list(endpointSlices).items[0]?.endpoints?.[0]?.hints).toBeUndefined()
  })
})

describe('Endpoints written by hand', () => {
  const byHand = (subsets: object[], metadata: object = {}) => ({ metadata: { name: 'db', namespace: 'default', ...metadata }, subsets })
  const subset = { addresses: [{ ip: '192.0.2.7' }], notReadyAddresses: [{ ip: '192.0.2.8' }], ports: [{ port: 5432 }] }

  function written(subsets: object[] = [subset], metadata: object = {}) {
    const base = controlPlane(1)
    base.client.create(services, { metadata: { name: 'db', namespace: 'default' }, spec: { ports: [{ port: 5432 }] } } as never)
    base.client.create(endpoints, byHand(subsets, metadata) as never)
    base.run()
    return { ...base, slices: () => base.client.list(endpointSlices).items }
  }

  test('are mirrored to a slice, which is what kube-proxy reads', () => {
    const { slices, refusals } = written([subset], {
      labels: { team: 'a' },
      annotations: { note: 'x', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    })
    const [slice, ...others] = slices()
    expect(others).toEqual([])
    expect(slice).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^db-.{5}$/),
        labels: { team: 'a', 'kubernetes.io/service-name': 'db', 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' },
        annotations: { note: 'x' },
        ownerReferences: [{ kind: 'Endpoints', name: 'db', controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 5432, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['192.0.2.7'], conditions: { ready: true } },
        { addresses: ['192.0.2.8'], conditions: { ready: false } },
      ],
    })
    expect(refusals).toEqual([])
  })

  test('the slice follows them under the same name, and goes with them', () => {
    const { client, run, slices } = written()
    const name = slices()[0]?.metadata.name
    client.patch(endpoints, 'db', 'default', { subsets: [{ addresses: [{ ip: '192.0.2.9' }], ports: [{ port: 5433 }] }] })
    run()
    expect(slices().map((slice) => [slice.metadata.name, slice.ports?.[0]?.port, slice.endpoints?.[0]?.addresses])).toEqual([[name, 5433, ['192.0.2.9']]])
    client.delete(endpoints, 'db', 'default')
    run()
    expect(slices()).toEqual([])
  })

  test('are not mirrored where they say so, nor once the Service has a selector', () => {
    expect(written([subset], { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }).slices()).toEqual([])
    const { client, run, slices } = written()
    client.patch(services, 'db', 'default', { spec: { selector: { app: 'db' } } })
    run()
    expect(slices().map(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'])).toEqual(['endpointslice-controller.k8s.io'])
  })

  test('more than a thousand addresses are too many', () => {
    const { slices, messages } = written([
      { addresses: Array.from({ length: 1005 }, (_, i) => ({ ip: `192.0.${i >> 8}.${i & 255}` })), ports: [{ port: 5432 }] },
    ])
    expect(slices().map((slice) => slice.endpoints?.length)).toEqual([1000])
    expect(messages()).toContain(
      'Warning TooManyAddressesToMirror endpoints/db: A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 5 addresses were skipped',
    )
  })
})
