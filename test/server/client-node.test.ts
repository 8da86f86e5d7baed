/** The client library of the Kubernetes project for JavaScript, against the front door. */
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  AppsV1Api,
  CoordinationV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  type V1ConfigMap,
  type V1Lease,
  Watch,
} from '@kubernetes/client-node'
import { configMaps, pods } from '../../src/api/kinds.ts'
import { servedCluster } from './served-cluster.ts'

const cluster = servedCluster()
const { admin, clock, pki, identity } = cluster
const config = new KubeConfig()
const base64 = (text: string): string => Buffer.from(text).toString('base64')
let core: CoreV1Api

beforeAll(async () => {
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } })
  clock.advance(60_000)
  await cluster.open()
  config.loadFromClusterAndUser(
    { name: 'ktutor', server: cluster.base, caData: base64(pki.caCertificate), skipTLSVerify: false },
    { name: 'admin', certData: base64(identity.certificate), keyData: base64(identity.key) },
  )
  core = config.makeApiClient(CoreV1Api)
})
afterAll(() => cluster.close())

/** Waits for real events of the network. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 1000) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const namespace = 'default'

test('an informer keeps up, also when what it knew has been compacted away', async () => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`
  const informer = makeInformer<V1ConfigMap>(config, path, () => core.listNamespacedConfigMap({ namespace, labelSelector: 'watched' }), 'watched')
  const seen: string[] = []
  for (const verb of ['add', 'update', 'delete'] as const)
    informer.on(verb as 'add', (object) => seen.push(`${verb} ${object.metadata?.name} ${object.data?.n ?? ''}`))
  const broken: unknown[] = []
  informer.on('error', (error) => broken.push(error))
  const write = (name: string, n: string) => admin.create(configMaps, { metadata: { name, namespace, labels: { watched: '' } }, data: { n } })

  write('first', '1')
  await informer.start()
  write('second', '1')
  clock.settle()
  await until(() => seen.length === 2)

  // Nobody reaches the server, and in the meantime its history is forgotten.
  cluster.front.closeAllConnections()
  await until(() => broken.length > 0)
  admin.delete(configMaps, 'first', namespace)
  write('third', '1')
  clock.advance(900_000)
  await informer.start()
  await until(() => seen.length === 4)
  write('fourth', '1')
  clock.settle()
  await until(() => seen.length === 5)
  expect([seen.slice(0, 2), seen.slice(2, 4).sort(), seen.slice(4)]).toEqual([
    ['add first 1', 'add second 1'],
    ['add third 1', 'delete first 1'],
    ['add fourth 1'],
  ])
  expect(
    informer
      .list()
      .map(({ metadata }) => metadata?.name)
      .sort(),
  ).toEqual(['fourth', 'second', 'third'])
  await informer.stop()
})

test('a watch from a revision that is gone ends in 410', async () => {
  clock.advance(900_000)
  const ended = new Promise<{ statusCode?: number; code?: number }>((resolve) => {
    void new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion: '1' },
      (type, object) => type === 'ERROR' && resolve(object),
      resolve,
    )
  })
  expect((await ended).code).toBe(410)
})

test('patches of every kind', async () => {
  const apps = config.makeApiClient(AppsV1Api)
  const labels = { app: 'patched' }
  const container = { name: 'web', image: 'nginx:1.27' }
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } }
  await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'patched' }, spec } })
  const patch = async (strategy: string, body: object) => {
    const { spec: patched } = await apps.patchNamespacedDeployment({ name: 'patched', namespace, body }, setHeaderOptions('Content-Type', strategy))
    return `${patched?.replicas} ${patched?.template.spec?.containers.map(({ name, image }) => `${name}=${image}`).join(' ')}`
  }
  expect(await patch(PatchStrategy.StrategicMergePatch, { spec: { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } } })).toBe(
    '1 side=busybox web=nginx:1.27',
  )
  expect(await patch(PatchStrategy.MergePatch, { spec: { replicas: 2, template: { spec: { containers: [container] } } } })).toBe('2 web=nginx:1.27')
  expect(await patch(PatchStrategy.JsonPatch, [{ op: 'replace', path: '/spec/replicas', value: 0 }])).toBe('0 web=nginx:1.27')
})

test('server-side apply by two managers: the second is told of the conflict, and takes the field by force', async () => {
  const apply = (fieldManager: string, data?: Record<string, string>, force = false) =>
    core
      .patchNamespacedConfigMap(
        { name: 'shared', namespace, fieldManager, force, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, ...(data && { data }) } },
        setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
      )
      .then(
        ({ data: found }) => found,
        ({ code, body }: { code: number; body: string }) => `${code} ${(JSON.parse(body) as { message: string }).message}`,
      )
  expect(await apply('one', { colour: 'red' })).toEqual({ colour: 'red' })
  expect(await apply('two', { colour: 'blue' })).toBe('409 Apply failed with 1 conflict: conflict with "one": .data.colour')
  expect(await apply('two', { colour: 'blue' }, true)).toEqual({ colour: 'blue' })
  expect(await apply('one')).toEqual({ colour: 'blue' })
  expect(
    (await core.readNamespacedConfigMap({ name: 'shared', namespace })).metadata?.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`),
  ).toEqual(['two Apply'])
})

test('exec, its input, its errors and its status', async () => {
  const said = { out: '', err: '' }
  const collect = (name: 'out' | 'err') => new PassThrough().on('data', (data) => (said[name] += String(data)))
  const status = await new Promise<object>((resolve, reject) => {
    new Exec(config)
      .exec(
        namespace,
        'web',
        'web',
        ['sh', '-c', 'read line; echo "got $line"; echo no >&2; exit 4'],
        collect('out'),
        collect('err'),
        Readable.from(['typed\n']),
        false,
        resolve,
      )
      .catch(reject)
  })
  expect([said, status]).toEqual([
    { out: 'got typed\n', err: 'no\n' },
    {
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 4',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '4' }] },
    },
  ])
})

test('port-forward reaches the program of the pod', async () => {
  const output = new PassThrough()
  let text = ''
  output.on('data', (data) => (text += String(data)))
  const input = new PassThrough()
  const socket = await new PortForward(config).portForward(namespace, 'web', [80], output, null, input)
  input.write('GET / HTTP/1.1\r\nhost: web\r\n\r\n')
  await until(() => text.includes('</html>'))
  expect(text.split('\r\n')[0]).toBe('HTTP/1.1 200 OK')
  if (typeof socket !== 'function') socket.close()
})

test('logs, followed to their end', async () => {
  const command = ['sh', '-c', 'echo one; sleep 30; echo two']
  admin.create(pods, {
    metadata: { name: 'counts', namespace },
    spec: { restartPolicy: 'Never', containers: [{ name: 'counts', image: 'busybox:1.37', command }] },
  })
  clock.advance(10_000)
  const stream = new PassThrough()
  const said: string[] = []
  stream.on('data', (data) => said.push(String(data)))
  const ended = new Promise((resolve) => stream.on('end', resolve))
  await new Log(config).log(namespace, 'counts', 'counts', stream, { follow: true })
  await until(() => said.length === 1)
  clock.advance(40_000)
  await ended
  expect(said).toEqual(['one\n', 'two\n'])
})

test('a Lease has one leader: of two candidates the slower one is told of a conflict, and leads when the first lets go', async () => {
  const leases = config.makeApiClient(CoordinationV1Api)
  const name = 'election'
  await leases.createNamespacedLease({ namespace, body: { metadata: { name }, spec: { leaseDurationSeconds: 15 } } })
  const look = (): Promise<V1Lease> => leases.readNamespacedLease({ name, namespace })
  const take = (seen: V1Lease, holderIdentity: string) =>
    leases
      .replaceNamespacedLease({
        name,
        namespace,
        body: { ...seen, spec: { ...seen.spec, holderIdentity, leaseTransitions: (seen.spec?.leaseTransitions ?? 0) + 1 } },
      })
      .then(
        () => 'leads',
        ({ code, body }: { code: number; body: string }) => `${code} ${(JSON.parse(body) as { reason: string }).reason}`,
      )
  const [seenByOne, seenByTwo] = await Promise.all([look(), look()])
  expect([await take(seenByOne, 'one'), await take(seenByTwo, 'two')]).toEqual(['leads', '409 Conflict'])
  expect(await take(await look(), 'two')).toBe('leads')
  expect((await look()).spec).toMatchObject({ holderIdentity: 'two', leaseTransitions: 2 })
})
