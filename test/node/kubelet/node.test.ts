/** The node itself: how it presents itself, how it lives and goes away, and what it offers to the API server. */
import { expect, test } from '@jest/globals'
import type { LogOptions } from '../../../src/api/request.ts'
import { HostFiles } from '../../../src/node/kubelet/volumes/host-files.ts'
import { workbench } from './workbench.ts'

test('a kubelet registers its node and reports it ready', () => {
  const { api, clock } = workbench()
  clock.settle()
  const node = api.objects.get('/api/v1/nodes/worker-1')
  expect(node.metadata.labels).toEqual({
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': 'worker-1',
    'kubernetes.io/os': 'linux',
  })
  expect(node.spec).toEqual({ podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] })
  expect(node.status.addresses).toEqual([
    { type: 'InternalIP', address: '172.18.0.3' },
    { type: 'Hostname', address: 'worker-1' },
  ])
  expect(node.status.allocatable).toMatchObject({ cpu: '4', memory: '8043308Ki', pods: '110' })
  expect(node.status.conditions.map(({ type, status, reason, message }: any) => [type, status, reason, message])).toEqual([
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ])
})

test('it says which storage drivers it has: none, and what used to be built in', () => {
  const { api, clock } = workbench()
  clock.settle()
  const { metadata, spec } = api.objects.get('/apis/storage.k8s.io/v1/csinodes/worker-1')
  expect(metadata.annotations['storage.alpha.kubernetes.io/migrated-plugins']).toMatch(/^kubernetes.io\/aws-ebs,.*,kubernetes.io\/vsphere-volume$/)
  expect(metadata.ownerReferences).toMatchObject([{ apiVersion: 'v1', kind: 'Node', name: 'worker-1' }])
  expect(spec).toEqual({ drivers: null })
})

test('its Lease is renewed every 10 s, and no longer when it stops', () => {
  const { api, seconds, kubelet } = workbench()
  const renewed = (): string => api.objects.get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1').spec.renewTime
  expect(renewed()).toBe('2026-01-01T00:00:00.000000Z')
  seconds(35)
  expect(renewed()).toBe('2026-01-01T00:00:30.000000Z')
  kubelet.stop()
  seconds(60)
  expect(renewed()).toBe('2026-01-01T00:00:30.000000Z')
})

test('a status that says the same is written every five minutes only', () => {
  const { api, seconds } = workbench()
  const written = (): string => api.objects.get('/api/v1/nodes/worker-1').status.conditions[0].lastHeartbeatTime
  seconds(200)
  expect(written()).toBe('2026-01-01T00:00:00Z')
  seconds(150)
  expect(written()).toBe('2026-01-01T00:05:00Z')
})

test('a machine that loses power and comes back: new sandboxes, containers restarted', () => {
  const { pod, seconds, kubelet, events, status, get } = workbench()
  pod()
  seconds(5)
  kubelet.powerOff()
  seconds(300)
  expect(get().status.phase).toBe('Running')
  kubelet.start()
  seconds(5)
  expect(events).toContain('Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.')
  expect(status()).toMatchObject({ restartCount: 1, ready: true })
})

test('a kubelet that was away forgets pods that were deleted meanwhile', () => {
  const { pod, seconds, kubelet, api, runtime } = workbench()
  pod()
  seconds(5)
  kubelet.stop()
  api.delete('/api/v1/namespaces/default/pods/web', 0)
  seconds(60)
  expect(runtime.containers.size).toBe(1)
  kubelet.start()
  seconds(40)
  expect(runtime.containers.size).toBe(0)
})

test('static pods are shown as mirror pods, and come back when they are deleted', () => {
  const etcd = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'etcd', namespace: 'kube-system', labels: { component: 'etcd' } },
    spec: { hostNetwork: true, containers: [{ name: 'etcd', image: 'etcd:3.6' }] },
  }
  const files = new HostFiles()
  files.write('/etc/kubernetes/manifests/etcd.yaml', { text: JSON.stringify(etcd), mode: 0o600 })
  const { api, seconds, runtime } = workbench({ files })
  const path = '/api/v1/namespaces/kube-system/pods/etcd-worker-1'
  seconds(5)
  expect(api.objects.get(path)).toMatchObject({
    metadata: { annotations: { 'kubernetes.io/config.source': 'file' }, ownerReferences: [{ kind: 'Node', name: 'worker-1', controller: true }] },
    spec: { nodeName: 'worker-1' },
    status: { phase: 'Running', podIP: '172.18.0.3' },
  })
  api.delete(path, 0)
  seconds(5)
  expect(api.objects.get(path)).toMatchObject({ status: { phase: 'Running' } })
  expect([...runtime.containers.values()].filter(({ state }) => state.state === 'running')).toHaveLength(1)
})

const read = ({ kubelet }: ReturnType<typeof workbench>, options: Partial<LogOptions> = {}): { text: string[]; ended: boolean } => {
  const stream = kubelet.server.logs({ namespace: 'default', name: 'web' }, { container: 'web', ...options })
  const seen = { text: [] as string[], ended: false }
  if (stream.kind === 'text')
    stream.open({
      data: (chunk) => void seen.text.push(chunk),
      end: () => {
        seen.ended = true
      },
    })
  return seen
}

test('logs: all, the tail, with times, followed, and cut', () => {
  const bench = workbench()
  bench.runtime.programs.web = { log: ['one', 'two', 'three'], obeysAfter: 1 }
  bench.runtime.local.add('nginx:1.25')
  bench.pod()
  bench.seconds(2)
  expect(read(bench).text).toEqual(['one\n', 'two\n', 'three\n'])
  expect(read(bench, { tailLines: 1 }).text).toEqual(['three\n'])
  expect(read(bench, { limitBytes: 6 }).text.join('')).toBe('one\ntw')
  expect(read(bench, { tailLines: 1, timestamps: true }).text[0]).toMatch(/^2026-01-01T00:00:00\.\d{9}Z three\n$/)
  expect(read(bench, { sinceSeconds: 1 }).text).toEqual([])
  const followed = read(bench, { follow: true, tailLines: 0 })
  bench.runtime.write(bench.runtime.newest('web'), 'four')
  expect(followed).toEqual({ text: ['four\n'], ended: false })
})

test('logs that are not there yet, or no longer', () => {
  const bench = workbench()
  bench.pod()
  expect(() => read(bench)).toThrow('container "web" in pod "web" is waiting to start: ContainerCreating')
  expect(() => read(bench, { container: 'x' })).toThrow('container "x" in pod "web" is not available')
  bench.seconds(5)
  expect(() => read(bench, { previous: true })).toThrow('previous terminated container "web" in pod "web" not found')
})

test('logs of the container before this one', () => {
  const bench = workbench()
  bench.runtime.programs.web = { log: ['first'], ends: { after: 1, code: 1 } }
  bench.pod()
  bench.clock.advanceUntil(() => bench.status()?.restartCount === 1, 20_000)
  expect(read(bench, { previous: true }).text).toEqual(['first\n'])
})

test('exec into a container that does not run', () => {
  const bench = workbench()
  bench.pod()
  expect(() => bench.kubelet.server.exec({ namespace: 'default', name: 'web' }, 'web', ['ls'], { stdin: false, tty: false })).toThrow(
    'Internal error occurred: unable to upgrade connection: container not found ("web")',
  )
})
