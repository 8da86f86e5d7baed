/** Where connections to a Service go: policies, hints, addresses from outside. */
import { describe, expect, test } from '@jest/globals'
import { endpointSlices, nodes, services } from '../../../src/api/kinds.ts'
import { cluster } from './workbench.ts'

const http = [{ name: '', port: 80, protocol: 'TCP' }]

/** Service web with an nginx on each node, which says in its log who came. */
function web(spec: object = {}, endpoint: (node: string) => object = () => ({})) {
  const bench = cluster()
  const { start, service, slice, ready, clock, network } = bench
  start('web-1', '10.244.1.2', 'nginx')
  start('web-2', '10.244.2.2', 'nginx', undefined, { nodeName: 'worker-2' })
  service('web', { clusterIP: '10.96.0.80', selector: { app: 'web' }, ports: [{ port: 80, ...('type' in spec ? { nodePort: 30080 } : {}) }], ...spec })
  const both = [ready('10.244.1.2', { nodeName: 'worker-1', ...endpoint('worker-1') }), ready('10.244.2.2', { nodeName: 'worker-2', ...endpoint('worker-2') })]
  slice('web', both, http)
  clock.settle()
  const arrivals = (address: string, from = bench.from()) => {
    const found = Array.from({ length: 20 }, () => network.connect(from, address.split(':')[0] as string, Number(address.split(':')[1])))
    return [...new Set(found.map((each) => (each.ok ? `${each.peer.ip} → ${each.remote.ip}` : `${each.why}: ${each.detail}`)))].sort()
  }
  return { ...bench, arrivals }
}

describe('a cluster address', () => {
  test('leads to all ready endpoints, and the pod sees who asks', () => {
    expect(web().arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.1.2', '10.244.1.9 → 10.244.2.2'])
  })

  test('a pod that reaches itself sees its node', () => {
    const { arrivals, network } = web()
    expect(arrivals('10.96.0.80:80', network.podAt('10.244.1.2'))).toEqual(['10.244.1.2 → 10.244.2.2', '172.18.0.3 → 10.244.1.2'])
  })

  test('internalTrafficPolicy: Local keeps to the own node, and drops what nobody there could take', () => {
    const { arrivals, client, clock } = web({ internalTrafficPolicy: 'Local' })
    expect(arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.1.2'])
    const slice = client.get(endpointSlices, 'web-x', 'default')
    client.update(endpointSlices, { ...slice, endpoints: slice.endpoints?.slice(1) ?? [] })
    clock.settle()
    expect(arrivals('10.96.0.80:80')).toEqual(['timeout: Service default/web has internalTrafficPolicy: Local, and no endpoint on node worker-1'])
  })

  test('where nobody is ready, who still serves while it terminates is asked', () => {
    const { arrivals, network, from } = web({}, (node) => ({ conditions: { ready: false, serving: node === 'worker-2', terminating: true } }))
    expect(arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.2.2'])
    expect(network.connect(from(), '10.96.0.80', 80).hops[0]).toBe(
      'Service default/web: 10.96.0.80:80 goes to 10.244.2.2:80 (nobody is ready; this one terminates and still serves)',
    )
  })

  test('sessionAffinity: ClientIP holds as long as the client keeps coming back', () => {
    const { network, from, clock } = web({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } })
    const ask = () => (network.connect(from(), '10.96.0.80', 80) as { remote: { ip: string } }).remote.ip
    const first = ask()
    for (let i = 0; i < 30; i++) {
      clock.advance(50_000)
      expect(ask()).toBe(first)
    }
    const others = new Set<string>()
    for (let i = 0; i < 30; i++) {
      clock.advance(61_000)
      others.add(ask())
    }
    expect(others.size).toBe(2)
  })
})

describe('hints', () => {
  const inZones = (node: string) => ({ hints: { forZones: [{ name: node === 'worker-1' ? 'zone-a' : 'zone-b' }] } })
  const withZone = (zone: string, endpoint: typeof inZones) => {
    const bench = web({}, endpoint)
    bench.client.create(nodes, { metadata: { name: 'worker-1', labels: { 'topology.kubernetes.io/zone': zone } }, spec: {} } as never)
    bench.clock.settle()
    return bench
  }

  test('for zones keep connections in the zone of the node, wherever it moves', () => {
    const { arrivals, client, clock, network, from } = withZone('zone-a', inZones)
    expect(arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.1.2'])
    client.patch(nodes, 'worker-1', '', { metadata: { labels: { 'topology.kubernetes.io/zone': 'zone-b' } } })
    clock.settle()
    expect(arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.2.2'])
    expect(network.connect(from(), '10.96.0.80', 80).hops[0]).toMatch(/\(hints keep connections in zone zone-b\)$/)
  })

  test('are nothing where no endpoint is near, or where one endpoint has none', () => {
    expect(withZone('zone-c', inZones).arrivals('10.96.0.80:80')).toHaveLength(2)
    expect(withZone('zone-a', (node) => (node === 'worker-1' ? inZones(node) : ({} as never))).arrivals('10.96.0.80:80')).toHaveLength(2)
  })

  test('for nodes go before those for zones', () => {
    const both = (node: string) => ({ hints: { forZones: [{ name: 'zone-a' }], forNodes: [{ name: node }] } })
    expect(withZone('zone-a', both).arrivals('10.96.0.80:80')).toEqual(['10.244.1.9 → 10.244.1.2'])
  })
})

describe('addresses from outside', () => {
  test('a node port under the policy Cluster hides the client behind the node; under Local it shows it, on nodes with endpoints', () => {
    const { arrivals, network, client, clock } = web({ type: 'NodePort' })
    expect(arrivals('172.18.0.3:30080', network.outside)).toEqual(['172.18.0.3 → 10.244.1.2', '172.18.0.3 → 10.244.2.2'])
    client.patch(services, 'web', 'default', { spec: { externalTrafficPolicy: 'Local' } })
    clock.settle()
    expect(arrivals('172.18.0.3:30080', network.outside)).toEqual(['172.18.0.1 → 10.244.1.2'])
    // A pod of the node need not be kept to it.
    expect(arrivals('172.18.0.3:30080')).toEqual(['10.244.1.9 → 10.244.1.2', '10.244.1.9 → 10.244.2.2'])
    const slice = client.get(endpointSlices, 'web-x', 'default')
    client.update(endpointSlices, { ...slice, endpoints: slice.endpoints?.slice(1) ?? [] })
    clock.settle()
    expect(arrivals('172.18.0.3:30080', network.outside)).toEqual([
      'timeout: Service default/web has externalTrafficPolicy: Local, and no endpoint on node worker-1',
    ])
  })

  test('a health check node port tells a load balancer which nodes have endpoints', () => {
    const { network, client, clock } = web({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 32000 })
    const health = () => {
      const answer = network.http(network.outside, { url: 'http://172.18.0.3:32000/' })
      return answer.ok ? [answer.status, answer.headers['X-Load-Balancing-Endpoint-Weight'], answer.body] : answer.why
    }
    expect(health()).toEqual([
      200,
      '1',
      '{\n\t"service": {\n\t\t"namespace": "default",\n\t\t"name": "web"\n\t},\n\t"localEndpoints": 1,\n\t"serviceProxyHealthy": true\n}',
    ])
    const slice = client.get(endpointSlices, 'web-x', 'default')
    client.update(endpointSlices, { ...slice, endpoints: slice.endpoints?.slice(1) ?? [] })
    clock.settle()
    expect(health()[0]).toBe(503)
    client.delete(services, 'web', 'default')
    clock.settle()
    expect(health()).toBe('refused')
  })

  test('an external address that is a node’s leads in; its other ports stay the node’s', () => {
    const { arrivals, network } = web({ externalIPs: ['172.18.0.4'] })
    expect(arrivals('172.18.0.4:80', network.outside)).toEqual(['172.18.0.4 → 10.244.1.2', '172.18.0.4 → 10.244.2.2'])
    expect(arrivals('172.18.0.4:81', network.outside)).toEqual(['refused: 172.18.0.4: nothing listens on port 81'])
  })

  test('a load balancer that is a mere address is every node’s own; source ranges say who may come', () => {
    const { arrivals, client, clock } = web({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.244.1.0/24'] })
    const assign = (ipMode: string) => {
      const service = client.get(services, 'web', 'default')
      client.updateStatus(services, { ...service, status: { loadBalancer: { ingress: [{ ip: '203.0.113.7', ipMode }] } } })
      clock.settle()
    }
    assign('VIP')
    expect(arrivals('203.0.113.7:80')).toHaveLength(2)
    client.patch(services, 'web', 'default', { spec: { loadBalancerSourceRanges: ['198.51.100.0/24'] } })
    clock.settle()
    expect(arrivals('203.0.113.7:80')).toEqual(['timeout: Service default/web has loadBalancerSourceRanges, and 10.244.1.9 is in none of them'])
    assign('Proxy')
    expect(arrivals('203.0.113.7:80')).toEqual(['timeout: nothing has the address 203.0.113.7'])
  })

  test('UDP and TCP of one port are two', () => {
    const { service, slice, ready, clock, network, from, start } = cluster()
    start('echo', '10.244.2.5', 'busybox', ['nc', '-l', '-p', '7'])
    service('echo', { clusterIP: '10.96.0.7', ports: [{ name: 'udp', port: 7, protocol: 'UDP' }] })
    slice('echo', [ready('10.244.2.5')], [{ name: 'udp', port: 7, protocol: 'UDP' }])
    clock.settle()
    expect(network.connect(from(), '10.96.0.7', 7, 'TCP')).toMatchObject({ why: 'timeout', detail: 'Service default/echo has no port 7/TCP, only 7/UDP' })
    expect(network.connect(from(), '10.96.0.7', 7, 'UDP')).toMatchObject({
      why: 'refused',
      detail: 'pod default/echo (10.244.2.5): nothing listens on port 7 (Service default/echo sends there: its targetPort)',
    })
  })
})
