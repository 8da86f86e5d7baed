/** Every check against a small world: what passes, what does not, and what it says that it saw. */
import { describe, expect, test } from '@jest/globals'
import type { AnyObject } from '../../src/api/object.ts'
import { checks } from '../../src/tutor/checks/index.ts'
import type { ObjectPlace, Snapshot, World } from '../../src/tutor/world.ts'

const kinds: Record<string, string> = { pod: 'Pod', pods: 'Pod', po: 'Pod', configmap: 'ConfigMap', events: 'Event', namespace: 'Namespace' }

function snapshot(objects: readonly AnyObject[]): Snapshot {
  return {
    list: ({ kind, namespace }, selector) =>
      objects.filter(
        (object) =>
          object.kind === kinds[kind] &&
          (namespace === '' || object.metadata.namespace === namespace) &&
          (selector === undefined || object.metadata.labels?.[selector.split('=')[0] as string] === selector.split('=')[1]),
      ),
  }
}

function world(objects: readonly AnyObject[], more: Partial<World> = {}): World {
  const now = snapshot(objects)
  return {
    ...now,
    get: (place: ObjectPlace, name: string) => now.list(place).find(({ metadata }) => metadata.name === name),
    isNamespaced: (kind) => kind !== 'namespace',
    start: snapshot([]),
    can: ({ name }, verb, resource, namespace) => name === 'jane' && verb === 'list' && resource === 'pods' && namespace === 'shop',
    rights: ({ name }) => (name === 'jane' ? ['list pods', 'get secrets key'] : ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => `get ${one}`)),
    reach: (from, url) =>
      typeof from === 'object' && 'pod' in from && from.pod === 'till'
        ? { ok: true, status: 200, seen: 'HTTP 200', hops: [] }
        : { ok: false, seen: `${url}: connection refused`, hops: [] },
    resolve: (_, name) => (name === 'web' ? ['10.96.0.7'] : []),
    logs: (namespace, pod) => (pod === 'web' ? `starting\nready in ${namespace}\n` : ''),
    context: async () => ({ name: 'kubernetes-admin@ktutor', namespace: 'shop', user: 'kubernetes-admin' }),
    file: (path) => ({ 'pod.yaml': 'kind: Pod\n', empty: '' })[path],
    observations: [
      { verb: 'list', resource: 'pods', namespace: 'shop', name: '', user: 'kubernetes-admin', code: 200, time: 1 },
      { verb: 'list', resource: 'secrets', namespace: 'shop', name: '', user: 'jane', code: 403, time: 2 },
      { verb: 'get', resource: 'pods/log', namespace: 'shop', name: 'web', user: 'kubernetes-admin', code: 200, time: 3 },
    ],
    answer: undefined,
    namespace: 'shop',
    now: () => 0,
    mark: () => 'as it was',
    trial: async () => {
      throw new Error('no trials here')
    },
    ...more,
  }
}

const pod = (name: string, fields: object = {}): AnyObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: '2026-01-05T09:00:00Z', labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources: { limits: { cpu: '500m' } } }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  ...fields,
})

/** `true`, or what was seen. */
async function look(name: string, spec: unknown, on: World): Promise<true | string> {
  const check = checks.find((one) => one.name === name)
  if (!check) throw new Error(`no check ${name}`)
  const { ok, seen } = await check.evaluate(on, check.schema.parse(spec))
  return ok || seen
}

const shop = world([pod('web'), pod('db')])

describe('resource', () => {
  const image = (wanted: unknown) => look('resource', { object: 'pod/web', where: { 'spec.containers[*].image': wanted } }, shop)
  const cpu = (wanted: unknown) => look('resource', { object: 'pod/web', where: { 'spec.containers[0].resources.limits.cpu': wanted } }, shop)

  test('operators', async () => {
    expect(await image('nginx:1.27')).toBe(true)
    expect(await image('nginx')).toBe('nginx:1.27')
    expect(await image({ includes: 'nginx:1.27' })).toBe(true)
    expect(await image({ in: ['nginx:1.26', 'nginx:1.27'] })).toBe(true)
    expect(await image({ not: 'nginx:1.27' })).toBe('nginx:1.27')
    expect(await image({ matches: '^nginx:' })).toBe(true)
    expect(await image({ equals: 'nginx:1.27' })).toBe(true)
    expect(await image({ exists: false })).toBe('nginx:1.27')
    expect(await cpu({ 'at-most': '1' })).toBe(true)
    expect(await cpu({ 'at-least': 0.5 })).toBe(true)
    expect(await cpu({ 'at-least': 2 })).toBe('500m')
  })

  test('what is not there', async () => {
    expect(await look('resource', { object: 'pod/till' }, shop)).toBe('no pod till')
    expect(await look('resource', { object: 'pod/web', namespace: 'lab' }, shop)).toBe('no pod web in lab')
    expect(await look('resource', { object: 'pod/web', where: { 'metadata.labels.team': 'blue' } }, shop)).toBe('nothing')
  })

  test('how many, and which', async () => {
    expect(await look('resource', { object: 'pods', count: 2 }, shop)).toBe(true)
    expect(await look('resource', { object: 'pods', selector: 'app=web', count: 2 }, shop)).toBe('1 of 2')
    expect(await look('resource', { object: 'pod', where: { 'metadata.labels.app': 'db' } }, shop)).toBe(true)
  })
})

test('absent', async () => {
  expect(await look('absent', { object: 'pod/till' }, shop)).toBe(true)
  expect(await look('absent', { object: 'pod/web' }, shop)).toBe('still there: web')
  const going = pod('web', { metadata: { ...pod('web').metadata, deletionTimestamp: '2026-01-05T09:01:00Z' } })
  expect(await look('absent', { object: 'pod/web' }, world([going]))).toBe('still there: web (going)')
})

test('condition', async () => {
  const pulling = pod('web', {
    status: {
      phase: 'Pending',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }],
    },
  })
  const ready = { object: 'pod/web', type: 'Ready' }
  expect(await look('condition', ready, shop)).toBe(true)
  expect(await look('condition', { ...ready, status: 'False' }, shop)).toBe('Running')
  expect(await look('condition', ready, world([pulling]))).toBe('ErrImagePull')
  expect(await look('condition', ready, world([pod('web', { status: undefined })]))).toBe('Ready is not said yet')
  expect(await look('condition', ready, world([]))).toBe('no pod web')
})

test('rbac', async () => {
  expect(await look('rbac', { as: 'jane', may: ['list pods'], 'may-not': ['delete pods'] }, shop)).toBe(true)
  expect(await look('rbac', { as: 'jane', may: ['list pods', 'get pods'] }, shop)).toBe('get pods')
  expect(await look('rbac', { as: 'jane', 'may-not': ['list pods'] }, shop)).toBe('list pods')
  expect(await look('rbac', { as: 'jane', namespace: 'default', may: ['list pods'] }, shop)).toBe('list pods')
})

test('rbac: nothing beyond what is listed', async () => {
  expect(await look('rbac', { as: 'jane', may: ['list pods'], only: ['list pods', 'get secrets key'] }, shop)).toBe(true)
  expect(await look('rbac', { as: 'jane', only: ['list pods', 'get secrets'] }, shop)).toBe('get secrets key')
  expect(await look('rbac', { as: 'joe', only: [] }, shop)).toBe('get a, get b, get c, get d and 2 more')
})

test('rbac about one object', async () => {
  const named = world([], { can: (_, verb, resource, namespace, name) => `${verb} ${resource}/${name} ${namespace}` === 'get secrets/key shop' })
  expect(await look('rbac', { as: 'jane', name: 'key', may: ['get secrets'] }, named)).toBe(true)
  expect(await look('rbac', { as: 'jane', name: 'other', may: ['get secrets'] }, named)).toBe('get secrets')
  expect(await look('rbac', { as: 'jane', 'may-not': ['get secrets'] }, named)).toBe(true)
})

test('reachable, and not reachable', async () => {
  const from = (pod: string, more: object = {}) => look('reachable', { from: `pod/${pod}`, url: 'http://web', ...more }, shop)
  expect(await from('till')).toBe(true)
  expect(await from('till', { status: 404 })).toBe('HTTP 200')
  expect(await from('stranger')).toBe('http://web: connection refused')
  expect(await from('stranger', { not: true })).toBe(true)
  expect(await from('till', { not: true })).toBe('HTTP 200')
})

test('dns', async () => {
  expect(await look('dns', { from: 'pod/till', name: 'web' }, shop)).toBe(true)
  expect(await look('dns', { from: 'pod/till', name: 'wbe' }, shop)).toBe('wbe is not known')
  expect(await look('dns', { from: 'pod/till', name: 'web', known: false }, shop)).toBe('10.96.0.7')
})

test('log', async () => {
  expect(await look('log', { pod: 'pod/web', contains: 'ready' }, shop)).toBe(true)
  expect(await look('log', { pod: 'pod/web', contains: 'failed' }, shop)).toBe('ready in shop')
  expect(await look('log', { pod: 'pod/db', contains: 'ready' }, shop)).toBe('an empty log')
  const replicas = world([pod('web-x7'), pod('db-0')], { logs: (_, name) => `here is ${name}\n` })
  expect(await look('log', { pod: 'pod/web-*', contains: 'here is web-x7' }, replicas)).toBe(true)
  expect(await look('log', { pod: 'pod/web-*', contains: 'here is db-0' }, replicas)).toBe('here is web-x7')
  expect(await look('log', { pod: 'pod/cache-*', contains: 'here' }, replicas)).toBe('an empty log')
})

test('event', async () => {
  const scheduled = { ...pod('web.1'), kind: 'Event', reason: 'Scheduled', involvedObject: { kind: 'Pod', name: 'web' } }
  const on = world([scheduled])
  expect(await look('event', { object: 'pod/web', reason: 'Scheduled' }, on)).toBe(true)
  expect(await look('event', { object: 'pod/web', reason: 'BackOff' }, on)).toBe('Scheduled')
  expect(await look('event', { object: 'pod/db', reason: 'Scheduled' }, on)).toBe('no events')
})

test('context', async () => {
  expect(await look('context', { namespace: 'shop' }, shop)).toBe(true)
  expect(await look('context', { namespace: 'lab', user: 'jane' }, shop)).toBe('shop, kubernetes-admin')
})

test('file', async () => {
  expect(await look('file', { path: 'pod.yaml', contains: 'kind: Pod' }, shop)).toBe(true)
  expect(await look('file', { path: 'pod.yaml', matches: '^kind: Job$' }, shop)).toBe('other content')
  expect(await look('file', { path: 'empty', contains: 'x' }, shop)).toBe('an empty file')
  expect(await look('file', { path: 'job.yaml' }, shop)).toBe('no file job.yaml')
})

test('observed: what was tried counts if it got the answer that was the point', async () => {
  expect(await look('observed', { verb: ['get', 'list'], resource: 'pods' }, shop)).toBe(true)
  expect(await look('observed', { verb: 'list', resource: 'secrets' }, shop)).toBe('not seen yet')
  expect(await look('observed', { verb: 'list', resource: 'secrets', as: 'jane', code: 403 }, shop)).toBe(true)
  expect(await look('observed', { resource: 'pods/log', name: 'db' }, shop)).toBe('not seen yet')
})

test('observed: a name may be the beginning of one, and a look into all namespaces is a look into each', async () => {
  const seen = { verb: 'list', resource: 'pods', namespace: '', name: '', user: 'kubernetes-admin', code: 200, time: 1 }
  const everywhere = world([], { observations: [seen] })
  expect(await look('observed', { verb: 'list', resource: 'pods', namespace: 'kube-system' }, everywhere)).toBe(true)
  expect(await look('observed', { resource: 'pods', namespace: 'kube-system' }, world([], { observations: [{ ...seen, verb: 'create' }] }))).toBe(
    'not seen yet',
  )
  expect(await look('observed', { resource: 'pods/log', name: 'we*' }, shop)).toBe(true)
  expect(await look('observed', { resource: 'pods/log', name: 'db-*' }, shop)).toBe('not seen yet')
})

test('observed: in which container it was', async () => {
  const seen = { verb: 'create', resource: 'pods/exec', namespace: 'default', name: 'paper', container: 'press', user: 'kubernetes-admin', code: 101, time: 1 }
  const on = world([], { observations: [seen] })
  expect(await look('observed', { resource: 'pods/exec', name: 'paper', container: 'press' }, on)).toBe(true)
  expect(await look('observed', { resource: 'pods/exec', name: 'paper', container: 'writer' }, on)).toBe('not seen yet')
})

test('condition: of a pod that is held up by an init container, what that one says', async () => {
  const waiting = (reason: string) => [{ state: { waiting: { reason } } }]
  const seen = (init: unknown[]) =>
    look(
      'condition',
      { object: 'pod/web', type: 'Ready' },
      world([pod('web', { status: { phase: 'Pending', initContainerStatuses: init, containerStatuses: waiting('PodInitializing') } })]),
    )
  expect(await seen(waiting('CrashLoopBackOff'))).toBe('Init:CrashLoopBackOff')
  expect(await seen([{ state: { terminated: { reason: 'Completed', exitCode: 0 } } }])).toBe('PodInitializing')
})

test('answer: fixed, read from an object, counted; blanks do not matter', async () => {
  const told = (answer: string) => world([pod('web', { spec: { nodeName: 'worker-2' } }), pod('db')], { answer })
  const node = { 'value-of': { object: 'pod/web', path: 'spec.nodeName' } }
  expect(await look('answer', { equals: ['no', 'nothing'] }, told(' no '))).toBe(true)
  expect(await look('answer', { equals: 'list pods' }, told('list   pods'))).toBe(true)
  expect(await look('answer', { equals: 3 }, told('3'))).toBe(true)
  expect(await look('answer', { equals: 'controller manager' }, told('the controller manager'))).toBe(true)
  expect(await look('answer', { equals: 'kube-proxy-*' }, told('kube-proxy-x7k2p'))).toBe(true)
  expect(await look('answer', { equals: '*' }, told('create'))).toBe('create')
  expect(await look('answer', node, told('worker-2'))).toBe(true)
  expect(await look('answer', node, told('worker-1'))).toBe('worker-1')
  expect(await look('answer', { 'count-of': { object: 'pods' } }, told('2'))).toBe(true)
  expect(await look('answer', node, shop)).toBe('nothing')
})

test('unchanged: the same objects with the same spec; what controllers and time add does not count', async () => {
  const since = (before: AnyObject[], now: AnyObject[]) => look('unchanged', { objects: ['pods -l app=web'] }, world(now, { start: snapshot(before) }))
  const other = pod('web', { metadata: { ...pod('web').metadata, uid: 'another' } })
  expect(await since([pod('web')], [pod('web', { status: { phase: 'Failed' } }), pod('db')])).toBe(true)
  expect(await since([pod('web')], [other])).toBe('pods/web')
  expect(await since([pod('web')], [pod('web', { spec: {} })])).toBe('pods/web')
  expect(await since([pod('web')], [])).toBe('pods/web')
})

test('triggered: tried out in a copy, with time passing there', async () => {
  let ended = false
  let seconds = 0
  const lines: string[] = []
  const copy = world([], { get: () => (seconds >= 5 ? pod('web') : undefined) })
  const on = world([], {
    trial: async () => ({
      run: async (line) => lines.push(line) && 0,
      wait: (ms) => void (seconds += ms / 1000),
      world: copy,
      end: () => void (ended = true),
    }),
  })
  const spec = { do: ['kubectl delete pod web'], expect: { object: 'pod/web' } }
  expect(await look('triggered', spec, on)).toBe(true)
  expect([lines, seconds, ended]).toEqual([['kubectl delete pod web'], 5, true])
  seconds = 0
  expect(await look('triggered', { ...spec, 'within-seconds': 3 }, on)).toBe('no pod web')
})
