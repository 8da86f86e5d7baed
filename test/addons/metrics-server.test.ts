/** metrics-server as an add-on: its pod asks the kubelets, its API stands behind the aggregator. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { installAddOn } from '../../src/addons/install.ts'
import { metricsServer } from '../../src/addons/metrics-server/metrics-server.ts'
import { bootCluster } from '../../src/cluster.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

const start = Date.UTC(2026, 10, 22, 12)
const cluster = bootCluster({ seed: 1, start, pki: () => createAuthority({ bytes: randomBytes, now: start }), freeze: true })
const { clock, admin } = cluster

const ask = (path: string, headers: Record<string, string> = {}): any => {
  const [plain = '', search = ''] = path.split('?')
  const query = Object.fromEntries(new URLSearchParams(search))
  return admin.request({ method: 'GET', path: plain, query, headers }).body
}
const metrics = '/apis/metrics.k8s.io/v1beta1'
const available = (): string => {
  const { status, reason } = ask('/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io').status.conditions[0]
  return `${status} ${reason}`
}
installAddOn(admin, metricsServer)

describe('metrics-server', () => {
  test('is unavailable until its pod is ready, which takes two rounds', () => {
    clock.advance(10_000)
    expect(available()).toBe('False MissingEndpoints')
    expect(ask(`${metrics}/nodes`)).toBe('service unavailable\n')
    clock.advance(50_000)
    expect(available()).toBe('True Passed')
  })

  test('serves what nodes use', () => {
    const { items, ...list } = ask(`${metrics}/nodes`)
    expect(list).toEqual({ kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {} })
    expect(items.map(({ metadata, usage }: any) => [metadata.name, usage.cpu, usage.memory])).toEqual([
      ['control-plane', '128m', '810Mi'],
      ['worker-1', '42m', '414Mi'],
      ['worker-2', '46m', '434Mi'],
    ])
    const node = ask(`${metrics}/nodes/worker-1`)
    expect({ ...node, metadata: node.metadata.name }).toEqual({
      kind: 'NodeMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: 'worker-1',
      timestamp: expect.stringMatching(/^2026-11-22T12:00:\d\dZ$/),
      window: '15s',
      usage: { cpu: '42m', memory: '414Mi' },
    })
    expect(ask(`${metrics}/nodes/nobody`)).toMatchObject({ code: 404, message: 'nodes "nobody" not found' })
  })

  test('serves what pods use, container by container, chosen by their labels', () => {
    const { items } = ask(`${metrics}/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns`)
    expect(items.map(({ containers, metadata }: any) => [metadata.labels['k8s-app'], containers])).toEqual(
      Array(2).fill(['kube-dns', [{ name: 'coredns', usage: { cpu: '2m', memory: '14Mi' } }]]),
    )
    expect(ask(`${metrics}/pods`).items.length).toBe(13)
    expect(ask(`${metrics}/namespaces/default/pods`).items).toEqual([])
  })

  test('makes tables of it', () => {
    const { columnDefinitions, rows } = ask(`${metrics}/nodes`, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    expect(columnDefinitions.map(({ name }: any) => name)).toEqual(['Name', 'cpu', 'memory', 'Window'])
    expect(rows[1].cells).toEqual(['worker-1', '42m', '414Mi', '15s'])
  })

  test('is discovered', () => {
    const discovery = ask('/apis', { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' })
    const { versions } = discovery.items.find(({ metadata }: any) => metadata.name === 'metrics.k8s.io')
    expect(versions[0].resources.map(({ resource, responseKind }: any) => `${resource} ${responseKind.kind}`)).toEqual(['nodes NodeMetrics', 'pods PodMetrics'])
    expect(versions[0].freshness).toBe('Current')
  })

  test('asks the kubelets as its service account, and gets nothing without the right', () => {
    const role = admin.request({ method: 'GET', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:metrics-server' }).body as any
    admin.request({
      method: 'PUT',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:metrics-server',
      body: { ...role, rules: role.rules.slice(1) },
    })
    // Kubelets remember for two minutes what somebody may do.
    clock.advance(150_000)
    expect(available()).toBe('False MissingEndpoints')
    const [{ metadata }] = ask('/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dmetrics-server').items
    const { stream } = admin.request({ method: 'GET', path: `/api/v1/namespaces/kube-system/pods/${metadata.name}/log`, query: { tailLines: '1' } })
    let log = ''
    if (stream?.kind === 'text') stream.open({ data: (chunk) => (log += chunk), end: () => {} })
    expect(log).toMatch(/^E1122 .* scraper\.go:149\] "Failed to scrape node" err="request failed, status: \\"403 Forbidden\\"" node="worker-2"$/m)
    admin.request({
      method: 'PUT',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:metrics-server',
      body: { ...role, metadata: { name: role.metadata.name } },
    })
  })

  test('works while its pod runs: without it the group is there, and stale', () => {
    admin.request({ method: 'DELETE', path: '/apis/apps/v1/namespaces/kube-system/deployments/metrics-server' })
    clock.advance(60_000)
    expect(available()).toBe('False MissingEndpoints')
    expect(ask(`${metrics}/nodes`)).toBe('service unavailable\n')
  })
})
