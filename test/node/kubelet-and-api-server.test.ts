/** A kubelet against the real API server: what it writes is accepted, comes to rest, and reads as it should. */
import { expect, jest, test } from '@jest/globals'
import { configMaps, namespaces, nodes, pods, serviceAccounts } from '../../src/api/kinds.ts'
import type { Pki } from '../../src/api/pki.ts'
import { Client } from '../../src/client/client.ts'
import { CoreEventRecorder } from '../../src/client/event-recorder.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { ApiServer } from '../../src/control-plane/api-server/api-server.ts'
import { Kubelet } from '../../src/node/kubelet/kubelet.ts'
import { Random } from '../../src/random.ts'
import { FakeRuntime } from './kubelet/fake-runtime.ts'

const pki: Pki = {
  caCertificate: 'CA',
  issueClient: () => ({ certificate: '', key: '' }),
  issueServer: () => ({ certificate: '', key: '' }),
  readClientCertificate: () => undefined,
  readRequest: () => {
    throw new Error('no requests here')
  },
  signRequest: () => '',
  signToken: (claims) => `header.${btoa(JSON.stringify(claims))}.signature`,
  tokenKeys: [],
  verifyToken: () => undefined,
}

function node() {
  const clock = new SimulatedClock(Date.parse('2026-01-01T00:00:00Z'))
  const random = new Random('kubelet')
  let kubelet: Kubelet | undefined
  const server = new ApiServer({ clock, random, pki, kubelet: () => kubelet?.server, address: '127.0.0.1:6443', freeze: true })
  const admin = new Client(server.handle, { username: 'admin', groups: ['system:masters', 'system:authenticated'] }, 'kubectl')
  for (const name of ['default', 'kube-node-lease']) admin.create(namespaces, { metadata: { name }, spec: {} })
  admin.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } })
  admin.create(configMaps, { metadata: { name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': 'CA' } })
  const client = new Client(server.handle, { username: 'system:node:worker-1', groups: ['system:masters', 'system:nodes', 'system:authenticated'] }, 'kubelet')
  const runtime = new FakeRuntime(clock)
  kubelet = new Kubelet({
    nodeName: 'worker-1',
    nodeIP: '172.18.0.3',
    podCIDR: '10.244.1.0/24',
    client,
    clock,
    random,
    events: new CoreEventRecorder(client, clock, random, { component: 'kubelet', host: 'worker-1' }),
    runtime,
    network: { attach: () => () => {}, dial: () => undefined },
    probes: { http: () => ({ ok: true, status: 200, body: '' }), tcp: () => ({ ok: true }) },
  })
  kubelet.start()
  clock.settle()
  return { clock, admin, runtime, kubelet, server }
}

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
/** With the volume that admission would add. */
const spec = {
  nodeName: 'worker-1',
  serviceAccountName: 'default',
  containers: [
    {
      name: 'web',
      image: 'nginx:1.25',
      resources: { requests: { cpu: '100m' } },
      volumeMounts: [{ name: 'kube-api-access-x', mountPath, readOnly: true }],
    },
  ],
  volumes: [
    {
      name: 'kube-api-access-x',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    },
  ],
}

test('the node is there and ready', () => {
  const { admin } = node()
  const { status } = admin.get(nodes, 'worker-1')
  expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ])
})

test('a pod runs, its token beside it, and the cluster comes to rest', () => {
  const { clock, admin, runtime } = node()
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec })
  clock.advance(10_000)
  const pod = admin.get(pods, 'web', 'default')
  expect(pod.status).toMatchObject({ phase: 'Running', podIP: '10.244.1.2', qosClass: 'Burstable', observedGeneration: 1 })
  expect(pod.status?.containerStatuses?.[0]?.volumeMounts).toEqual([{ name: 'kube-api-access-x', mountPath, readOnly: true, recursiveReadOnly: 'Disabled' }])
  const token = runtime.config('web').mounts.find((mount) => mount.path === mountPath)
  expect([...(token?.files.keys() ?? [])]).toEqual(['token', 'ca.crt', 'namespace'])
  expect(clock.atRest()).toBe(true)
  const { resourceVersion } = pod.metadata
  clock.advance(120_000)
  expect(admin.get(pods, 'web', 'default').metadata.resourceVersion).toBe(resourceVersion)
})

test('a deleted pod ends and is gone', () => {
  const { clock, admin } = node()
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec })
  clock.advance(10_000)
  admin.delete(pods, 'web', 'default')
  expect(admin.find(pods, 'web', 'default')).toBeDefined()
  clock.advance(5000)
  expect(admin.find(pods, 'web', 'default')).toBeUndefined()
})

test('kubectl logs finds the way through the API server', () => {
  const { clock, admin, runtime } = node()
  runtime.programs.web = { log: ['hello'], obeysAfter: 1 }
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec })
  const log = () => admin.request({ method: 'GET', path: '/api/v1/namespaces/default/pods/web/log' })
  clock.settle()
  expect(log()).toMatchObject({ status: 400, body: { message: 'container "web" in pod "web" is waiting to start: ContainerCreating' } })
  clock.advance(10_000)
  const { stream, body } = log()
  let text = typeof body === 'string' ? body : ''
  if (stream?.kind === 'text')
    stream.open({
      data: (chunk) => {
        text += chunk
      },
      end: () => {},
    })
  expect(text).toBe('hello\n')
})

test('a kubelet asks for no more than a pod needs, however often it looks at it', () => {
  const { clock, admin, server } = node()
  admin.create(pods, { metadata: { name: 'first', namespace: 'default' }, spec })
  clock.advance(11_000)
  const asked: string[] = []
  server.audit.subscribe(({ verb, objectRef, userAgent }) => {
    if (userAgent === 'kubelet' && objectRef?.resource !== 'events') asked.push(`${verb} ${objectRef?.resource}/${objectRef?.subresource ?? ''}`)
  })
  admin.create(pods, { metadata: { name: 'second', namespace: 'default' }, spec })
  clock.advance(8_000)
  // It has come, and it runs. What a node knows by its watches it asked for with the first pod.
  expect(asked).toEqual(['update pods/status', 'create serviceaccounts/token', 'update pods/status'])
})

test('the token of a pod is signed when somebody reads it, and is as old as the pod', () => {
  const { clock, admin, runtime } = node()
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec })
  clock.advance(9_000)
  const sign = jest.spyOn(pki, 'signToken')
  try {
    const files = [...runtime.containers.values()][0]?.config.mounts.find(({ path }) => path === mountPath)?.files
    clock.advance(600_000)
    expect(sign).not.toHaveBeenCalled()
    const [, claims = ''] = (files?.get('token')?.text ?? '').split('.')
    expect(JSON.parse(atob(claims))).toMatchObject({ iat: Date.parse('2026-01-01T00:00:00Z') / 1000, 'kubernetes.io': { pod: { name: 'web' } } })
    expect(files?.get('token')?.text).toBe(files?.get('token')?.text)
    expect(sign).toHaveBeenCalledTimes(1)
  } finally {
    sign.mockRestore()
  }
})
