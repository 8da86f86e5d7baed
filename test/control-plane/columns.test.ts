/** What `kubectl get` shows of each kind: the server makes the cells. */
import { describe, expect, it, test } from '@jest/globals'
import type { ResourceDefinition } from '../../src/control-plane/api-server/resource.ts'
import { resources } from '../../src/control-plane/api-server/resources/index.ts'

const now = Date.UTC(2026, 10, 22, 12)
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString().replace('.000', '')

const definition = (plural: string): ResourceDefinition<any> => resources.find((each) => each.of.plural === plural)!

/** The cells of a row after the name; `wide` adds those of -o wide. */
function cells(plural: string, object: object, wide = false): unknown[] {
  const whole = { metadata: { name: 'x', creationTimestamp: ago(3600) }, ...object }
  return definition(plural)
    .columns.filter((column) => wide || !column.priority)
    .map((column) => column.cell(whole, { now }))
}

const running = { running: { startedAt: ago(60) } }
const crashed = { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(5) } }

describe('the status of a pod', () => {
  const pod = (status: object, spec: object = {}, metadata: object = {}): unknown[] =>
    cells('pods', { spec: { containers: [{ name: 'c' }], ...spec }, status, metadata: { name: 'x', creationTimestamp: ago(3600), ...metadata } })
  const of = (state: object, more: object = {}): object => ({ phase: 'Running', containerStatuses: [{ name: 'c', restartCount: 0, state, ...more }] })
  const sidecar = { initContainers: [{ name: 'i', restartPolicy: 'Always' }] }

  test.each<[string, unknown[], unknown[]]>([
    ['before it is scheduled', pod({ phase: 'Pending' }), ['0/1', 'Pending', '0', '60m']],
    ['while its container is made', pod(of({ waiting: { reason: 'ContainerCreating' } })), ['0/1', 'ContainerCreating', '0', '60m']],
    ['that runs', pod(of(running, { ready: true })), ['1/1', 'Running', '0', '60m']],
    ['that runs and is not ready', pod(of(running, { ready: false })), ['0/1', 'Running', '0', '60m']],
    [
      'that crashes again and again',
      pod(of({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3, lastState: crashed })),
      ['0/1', 'CrashLoopBackOff', '3 (5s ago)', '60m'],
    ],
    ['that has failed', pod({ ...of(crashed), phase: 'Failed' }), ['0/1', 'Error', '0', '60m']],
    ['that is done', pod({ ...of({ terminated: { exitCode: 0, reason: 'Completed' } }), phase: 'Succeeded' }), ['0/1', 'Completed', '0', '60m']],
    ['killed by a signal', pod(of({ terminated: { exitCode: 137, signal: 9 } })), ['0/1', 'Signal:9', '0', '60m']],
    ['that goes away', pod(of(running, { ready: true }), {}, { deletionTimestamp: ago(0) }), ['1/1', 'Terminating', '0', '60m']],
    ['on a node that is lost', pod({ ...of(running, { ready: true }), reason: 'NodeLost' }, {}, { deletionTimestamp: ago(0) }), ['1/1', 'Unknown', '0', '60m']],
    ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), ['0/1', 'Evicted', '0', '60m']],
    [
      'with an init container at work',
      pod({ phase: 'Pending', initContainerStatuses: [{ name: 'i', restartCount: 0, state: running }] }, { initContainers: [{ name: 'i' }, { name: 'j' }] }),
      ['0/1', 'Init:0/2', '0', '60m'],
    ],
    [
      'with an init container that fails',
      pod({ phase: 'Pending', initContainerStatuses: [{ name: 'i', restartCount: 1, state: crashed }] }, { initContainers: [{ name: 'i' }] }),
      ['0/1', 'Init:Error', '1', '60m'],
    ],
    [
      'with a sidecar',
      pod(
        {
          ...of(running, { ready: true }),
          conditions: [{ type: 'Initialized', status: 'True' }],
          initContainerStatuses: [{ name: 'i', restartCount: 2, ready: true, started: true, state: running, lastState: crashed }],
        },
        sidecar,
      ),
      ['2/2', 'Running', '2 (5s ago)', '60m'],
    ],
    [
      'held back by a gate',
      pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
      ['0/1', 'SchedulingGated', '0', '60m'],
    ],
  ])('%s', (_case, shown, expected) => {
    expect(shown).toEqual(expected)
  })

  it('shows more with -o wide', () => {
    expect(
      cells('pods', { spec: { containers: [{ name: 'c' }], nodeName: 'worker-1' }, status: { phase: 'Running', podIPs: [{ ip: '10.244.1.2' }] } }, true),
    ).toEqual(['0/1', 'Running', '0', '60m', '10.244.1.2', 'worker-1', '<none>', '<none>'])
  })
})

describe('a row', () => {
  test.each<[string, unknown[], unknown[]]>([
    [
      'of a node',
      cells(
        'nodes',
        {
          metadata: { name: 'x', creationTimestamp: ago(3600), labels: { 'node-role.kubernetes.io/control-plane': '' } },
          spec: { unschedulable: true },
          status: {
            conditions: [{ type: 'Ready', status: 'True' }],
            nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'Debian', kernelVersion: '6.1', containerRuntimeVersion: 'containerd://2.1' },
            addresses: [{ type: 'InternalIP', address: '172.18.0.2' }],
          },
        },
        true,
      ),
      ['Ready,SchedulingDisabled', 'control-plane', '60m', 'v1.36.0', '172.18.0.2', '<none>', 'Debian', '6.1', 'containerd://2.1'],
    ],
    [
      'of a service',
      cells(
        'services',
        { spec: { type: 'NodePort', clusterIPs: ['10.96.0.9'], ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }], selector: { b: '2', a: '1' } } },
        true,
      ),
      ['NodePort', '10.96.0.9', '<none>', '80:30080/TCP', '60m', 'a=1,b=2'],
    ],
    [
      'of a load balancer that waits',
      cells('services', { spec: { type: 'LoadBalancer', clusterIPs: ['10.96.0.9'], ports: [] } }),
      ['LoadBalancer', '10.96.0.9', '<pending>', '<none>', '60m'],
    ],
    [
      'of an external name',
      cells('services', { spec: { type: 'ExternalName', externalName: 'example.com' } }),
      ['ExternalName', '<none>', 'example.com', '<none>', '60m'],
    ],
    [
      'of a deployment',
      cells(
        'deployments',
        {
          spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
          status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
        },
        true,
      ),
      ['2/3', 3, 2, '60m', 'c', 'nginx', 'app=web'],
    ],
    ['of a replica set', cells('replicasets', { spec: { replicas: 3 }, status: { replicas: 2, readyReplicas: 1 } }), [3, 2, 1, '60m']],
    ['of a namespace', cells('namespaces', { status: { phase: 'Active' } }), ['Active', '60m']],
    ['of a config map', cells('configmaps', { data: { a: '1' }, binaryData: { b: '' } }), [2, '60m']],
    ['of a secret', cells('secrets', { type: 'Opaque', data: { a: '' } }), ['Opaque', 1, '60m']],
    ['of a service account', cells('serviceaccounts', {}), [0, '60m']],
    ['of a role', cells('roles', {}), [ago(3600)]],
    [
      'of a binding',
      cells(
        'rolebindings',
        {
          roleRef: { kind: 'Role', name: 'r' },
          subjects: [
            { kind: 'User', name: 'jane' },
            { kind: 'ServiceAccount', name: 's', namespace: 'n' },
          ],
        },
        true,
      ),
      ['Role/r', '60m', 'jane', '', 'n/s'],
    ],
    ['of a lease', cells('leases', { spec: { holderIdentity: 'worker-1' } }), ['worker-1', '60m']],
    [
      'of endpoints',
      cells('endpoints', { subsets: [{ addresses: ['1', '2', '3', '4'].map((n) => ({ ip: `10.0.0.${n}` })), ports: [{ port: 80 }] }] }),
      ['10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...', '60m'],
    ],
    ['of an empty slice', cells('endpointslices', { addressType: 'IPv4', endpoints: [], ports: [] }), ['IPv4', '<unset>', '<unset>', '60m']],
    [
      'of an event',
      cells(
        'events',
        {
          type: 'Warning',
          reason: 'BackOff',
          message: 'Back-off restarting failed container\n',
          count: 4,
          firstTimestamp: ago(120),
          lastTimestamp: ago(10),
          involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{c}' },
          source: { component: 'kubelet', host: 'worker-1' },
        },
        true,
      ),
      ['10s', 'Warning', 'BackOff', 'pod/web', 'spec.containers{c}', 'kubelet, worker-1', 'Back-off restarting failed container', '2m', 4, 'x'],
    ],
  ])('%s', (_case, shown, expected) => {
    expect(shown).toEqual(expected)
  })
})
