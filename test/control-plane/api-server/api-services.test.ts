/** Who serves which group and version: the list of APIServices, and what becomes of requests for servers in the cluster. */
import { describe, expect, test } from '@jest/globals'
import { controlPlane } from '../control-plane.ts'
import { server } from '../server.ts'

const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices'
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }

const metrics = {
  metadata: { name: 'v1beta1.metrics.k8s.io' },
  spec: {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { name: 'metrics-server', namespace: 'kube-system' },
  },
}

const available = ({ body }: { body: any }) => {
  const { status, reason, message } = body.status.conditions[0]
  return [status, reason, message]
}

describe('what this server serves', () => {
  test('is listed as Local, in the order of discovery', () => {
    const { send } = controlPlane(0)
    const { rows } = send('GET', apiServices, undefined, table).body
    expect(rows.map(({ cells }: any) => cells.slice(0, 3).join(' '))).toEqual([
      'v1. Local True',
      'v1.admissionregistration.k8s.io Local True',
      'v1.apiextensions.k8s.io Local True',
      'v1.apps Local True',
      'v1.authentication.k8s.io Local True',
      'v1.authorization.k8s.io Local True',
      'v1.autoscaling Local True',
      'v1.batch Local True',
      'v1.certificates.k8s.io Local True',
      'v1.coordination.k8s.io Local True',
      'v1.discovery.k8s.io Local True',
      'v1.events.k8s.io Local True',
      'v1.flowcontrol.apiserver.k8s.io Local True',
      'v1.networking.k8s.io Local True',
      'v1.node.k8s.io Local True',
      'v1.policy Local True',
      'v1.rbac.authorization.k8s.io Local True',
      'v1.resource.k8s.io Local True',
      'v1.scheduling.k8s.io Local True',
      'v1.storage.k8s.io Local True',
      'v2.autoscaling Local True',
    ])
    const { metadata, spec, status } = send('GET', `${apiServices}/v1.apps`).body
    expect([metadata.labels, spec, status]).toEqual([
      { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' },
      { group: 'apps', groupPriorityMinimum: 17800, version: 'v1', versionPriority: 15 },
      {
        conditions: [
          { lastTransitionTime: '2026-11-22T12:00:00Z', message: 'Local APIServices are always available', reason: 'Local', status: 'True', type: 'Available' },
        ],
      },
    ])
    expect(
      send('GET', '/apis')
        .body.groups.map(({ name }: any) => name)
        .slice(0, 4),
    ).toEqual(['apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io'])
  })

  test('grows by the groups of custom resources, and shrinks again', () => {
    const { send, clock } = server()
    const schema = { openAPIV3Schema: { type: 'object' } }
    const versions = ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v1', schema }))
    const spec = { group: 'example.com', scope: 'Cluster', names: { plural: 'things', kind: 'Thing' }, versions }
    send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { metadata: { name: 'things.example.com' }, spec })
    clock.settle()
    const { metadata, spec: registered } = send('GET', `${apiServices}/v2.example.com`).body
    expect([metadata.labels, registered]).toEqual([
      { 'kube-aggregator.kubernetes.io/automanaged': 'true' },
      { group: 'example.com', groupPriorityMinimum: 1000, version: 'v2', versionPriority: 100 },
    ])
    send('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com')
    clock.settle()
    expect(send('GET', apiServices).body.items).toEqual([])
  })
})

describe('a server in the cluster', () => {
  test('is unavailable for a reason, and requests for it are answered so', () => {
    const { send, clock } = server()
    const said = () => {
      clock.settle()
      return available(send('GET', `${apiServices}/v1beta1.metrics.k8s.io`))
    }
    expect(send('POST', apiServices, metrics).body.spec.service).toEqual({ name: 'metrics-server', namespace: 'kube-system', port: 443 })
    expect(said()).toEqual(['False', 'ServiceNotFound', 'service/metrics-server in "kube-system" is not present'])
    const service = { metadata: { name: 'metrics-server' }, spec: { selector: { k8s: 'app' }, ports: [{ name: 'https', port: 8443 }] } }
    const { spec, metadata } = send('POST', '/api/v1/namespaces/kube-system/services', service).body
    expect(said()).toEqual(['False', 'ServicePortError', 'service/metrics-server in "kube-system" is not listening on port 443'])
    const path = '/api/v1/namespaces/kube-system/services/metrics-server'
    send('PUT', path, { metadata, spec: { ...spec, ports: [{ name: 'https', port: 443 }] } })
    expect(said()).toEqual(['False', 'EndpointsNotFound', 'cannot find endpointslices for service/metrics-server in "kube-system"'])
    const slice = {
      metadata: { name: 'metrics-server-abc', labels: { 'kubernetes.io/service-name': 'metrics-server' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.9'], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 4443, protocol: 'TCP' }],
    }
    send('POST', '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices', slice)
    const url = `https://${spec.clusterIP}:443/apis/metrics.k8s.io/v1beta1`
    const refused = `failing or missing response from ${url}: Get "${url}": dial tcp ${spec.clusterIP}:443: connect: network is unreachable`
    expect(said()).toEqual(['False', 'FailedDiscoveryCheck', refused])
    expect(send('GET', '/apis/metrics.k8s.io/v1beta1/nodes')).toMatchObject({ status: 503, body: 'service unavailable\n' })
    expect(send('GET', '/apis/metrics.k8s.io').body.versions).toEqual([{ groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' }])
    const rows = send('GET', apiServices, undefined, table).body.rows
    expect(rows[0].cells.slice(0, 3)).toEqual(['v1beta1.metrics.k8s.io', 'kube-system/metrics-server', 'False (FailedDiscoveryCheck)'])
    send('DELETE', `${apiServices}/v1beta1.metrics.k8s.io`)
    expect(send('GET', '/apis/metrics.k8s.io/v1beta1/nodes').status).toBe(404)
  })

  test('that answers is discovered, and asked in the name of whoever asks; when it falls silent what it said stays, as stale', () => {
    const asked: object[] = []
    let failure: string | undefined
    const resources = [{ name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] }]
    const { send, clock } = server({
      dial: ({ method, path, headers, host, port }) => {
        const { 'x-remote-user': user, 'x-remote-group': group } = headers
        asked.push({ to: `${method} ${host === spec.clusterIP}:${port}${path}`, user, group })
        if (failure) return { failure }
        const body = path.endsWith('/nodes?limit=5')
          ? { kind: 'NodeMetricsList', items: [] }
          : { kind: 'APIResourceList', groupVersion: 'metrics.k8s.io/v1beta1', resources }
        return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
      },
    })
    const service = { metadata: { name: 'metrics-server' }, spec: { ports: [{ name: 'https', port: 443 }] } }
    const { spec } = send('POST', '/api/v1/namespaces/kube-system/services', service).body
    send('POST', '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices', {
      metadata: { name: 'metrics-server-abc', labels: { 'kubernetes.io/service-name': 'metrics-server' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.9'] }],
      ports: [{ name: 'https', port: 4443, protocol: 'TCP' }],
    })
    send('POST', apiServices, metrics)
    clock.settle()
    const said = () => available(send('GET', `${apiServices}/v1beta1.metrics.k8s.io`))
    expect(said()).toEqual(['True', 'Passed', 'all checks passed'])
    const discovered = () => {
      const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
      return send('GET', '/apis', undefined, { accept }).body.items.find(({ metadata }: any) => metadata.name === 'metrics.k8s.io').versions
    }
    const nodes = {
      resource: 'nodes',
      responseKind: { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'NodeMetrics' },
      scope: 'Cluster',
      singularResource: '',
      verbs: ['get', 'list'],
    }
    expect(discovered()).toEqual([{ version: 'v1beta1', resources: [nodes], freshness: 'Current' }])
    expect(send('GET', '/apis/metrics.k8s.io/v1beta1/nodes?limit=5').body).toEqual({ kind: 'NodeMetricsList', items: [] })
    expect([asked[0], asked.at(-1)]).toEqual([
      { to: 'GET true:443/apis/metrics.k8s.io/v1beta1', user: 'system:kube-aggregator', group: 'system:masters' },
      { to: 'GET true:443/apis/metrics.k8s.io/v1beta1/nodes?limit=5', user: 'kubernetes-admin', group: 'system:masters, system:authenticated' },
    ])
    failure = `dial tcp ${spec.clusterIP}:443: i/o timeout`
    expect(send('GET', '/apis/metrics.k8s.io/v1beta1/nodes')).toMatchObject({ status: 503, body: `${failure}\n` })
    clock.advance(30_000)
    expect(said().slice(0, 2)).toEqual(['False', 'FailedDiscoveryCheck'])
    expect(discovered()).toEqual([{ version: 'v1beta1', resources: [nodes], freshness: 'Stale' }])
    expect(send('GET', '/apis/metrics.k8s.io/v1beta1/nodes').body).toBe('service unavailable\n')
    failure = undefined
    clock.advance(3000)
    expect(said()[0]).toBe('True')
  })

  test('is checked before it is listed', () => {
    const { send } = server()
    const wrong = {
      metadata: { name: 'metrics' },
      spec: { ...metrics.spec, groupPriorityMinimum: 0, versionPriority: 2000, caBundle: 'YQ==', service: { name: 'x', port: 0 } },
    }
    expect(send('POST', apiServices, wrong).body.message).toBe(
      'APIService.apiregistration.k8s.io "metrics" is invalid: [metadata.name: Invalid value: "metrics": must be `spec.version+"."+spec.group`: "v1beta1.metrics.k8s.io", spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000, spec.versionPriority: Invalid value: 2000: must be positive and less than 1000, spec.service.namespace: Required value, spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive, spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present]',
    )
  })
})
