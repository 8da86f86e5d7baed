/** The mistakes that fake clusters make (shared/fidelity.md), each by its number. */
import { describe, expect, test } from '@jest/globals'
import type { Kind } from '../../src/api/kinds.ts'
import * as kinds from '../../src/api/kinds.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import { controlPlane } from './control-plane.ts'
import { configMap, server } from './server.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const pods = '/api/v1/namespaces/default/pods'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const merge = { 'content-type': 'application/merge-patch+json' }

const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...more },
})
const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
})

describe('mistakes that fake clusters make', () => {
  test('1: WatchList ends its first events with a marked bookmark', () => {
    const { send, watch } = server()
    send('POST', maps, configMap('a'))
    const { events } = watch(`${maps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`)
    expect(events.map(({ type, object }) => [type, object.metadata.name ?? object.metadata.annotations])).toEqual([
      ['ADDED', 'a'],
      ['BOOKMARK', { 'k8s.io/initial-events-end': 'true' }],
    ])
  })

  test('2: one resourceVersion counter for all kinds, on lists too', () => {
    const { send } = server()
    const a = Number(send('POST', maps, configMap('a')).body.metadata.resourceVersion)
    const b = Number(send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } }).body.metadata.resourceVersion)
    expect([b - a, Number(send('GET', maps).body.metadata.resourceVersion) - b]).toEqual([1, 0])
  })

  test('3: between list and watch no event is lost and none comes twice', () => {
    const { send, watch } = server()
    send('POST', maps, configMap('a'))
    const { resourceVersion } = send('GET', maps).body.metadata
    send('POST', maps, configMap('b'))
    const seen = watch(`${maps}?watch=true&resourceVersion=${resourceVersion}`)
    send('POST', maps, configMap('c'))
    expect(seen.names()).toEqual(['ADDED b', 'ADDED c'])
  })

  test('4: 410 for a compacted resourceVersion and for an old continue token', () => {
    const { send, watch, api } = server()
    for (const name of ['a', 'b', 'c']) send('POST', maps, configMap(name))
    const page = send('GET', `${maps}?limit=2`).body
    send('DELETE', `${maps}/b`)
    api.etcd.compact(api.etcd.revision)
    expect(watch(`${maps}?watch=true&resourceVersion=${page.metadata.resourceVersion}`).events[0]?.object).toMatchObject({
      kind: 'Status',
      code: 410,
      reason: 'Expired',
    })
    expect(send('GET', `${maps}?limit=2&continue=${page.metadata.continue}`)).toMatchObject({ status: 410, body: { reason: 'Expired' } })
  })

  test('5: a lost update is a conflict, for PUT, PATCH and /status', () => {
    const { send } = server()
    const old = send('POST', deployments, deployment('web')).body
    send('PATCH', `${deployments}/web`, { metadata: { labels: { a: '1' } } }, merge)
    const stale = { metadata: { resourceVersion: old.metadata.resourceVersion, labels: { a: '2' } } }
    const answers = [send('PUT', `${deployments}/web`, old), send('PATCH', `${deployments}/web`, stale, merge), send('PUT', `${deployments}/web/status`, old)]
    expect(answers.map(({ status, body }) => [status, body.message])).toEqual(
      Array(3).fill([
        409,
        'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
      ]),
    )
  })

  test('6: PUT leaves the status alone, /status leaves the spec alone, create drops a status', () => {
    const { send } = server()
    const created = send('POST', deployments, { ...deployment('web'), status: { replicas: 7 } }).body
    expect(created.status).toEqual({})
    const withStatus = send('PUT', `${deployments}/web/status`, { ...created, spec: { ...created.spec, replicas: 9 }, status: { replicas: 3 } }).body
    expect([withStatus.spec.replicas, withStatus.status.replicas]).toEqual([1, 3])
    const withSpec = send('PUT', `${deployments}/web`, { ...withStatus, spec: { ...created.spec, replicas: 2 }, status: { replicas: 99 } }).body
    expect([withSpec.spec.replicas, withSpec.status.replicas]).toEqual([2, 3])
  })

  test('7: generation counts changes of the spec, not of metadata or status', () => {
    const { send } = server()
    const generations = [send('POST', deployments, deployment('web'))]
    generations.push(send('PATCH', `${deployments}/web`, { metadata: { labels: { a: 'b' } } }, merge))
    generations.push(send('PATCH', `${deployments}/web/status`, { status: { replicas: 1 } }, merge))
    generations.push(send('PATCH', `${deployments}/web`, { spec: { replicas: 5 } }, merge))
    expect(generations.map(({ body }) => body.metadata.generation)).toEqual([1, 1, 1, 2])
  })

  test('8: uid is a UUID, times have whole seconds, and what a client says about them is not kept', () => {
    const { send } = server()
    const { metadata } = send('POST', maps, configMap('a', {}, { uid: 'mine', creationTimestamp: '2001-01-01T00:00:00Z' })).body
    expect(metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(metadata.creationTimestamp).toBe('2026-11-22T12:00:00Z')
  })

  test("9: generated names end in five characters of Kubernetes' alphabet", () => {
    const { send } = server()
    const { name } = send('POST', maps, { metadata: { generateName: 'web-' } }).body.metadata
    expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  test('10: finalizers hold an object back; clients cannot set a deletionTimestamp; pods get their grace', () => {
    const { send } = server()
    const created = send('POST', maps, configMap('held', {}, { finalizers: ['example.com/hold'], deletionTimestamp: '2001-01-01T00:00:00Z' })).body
    expect(created.metadata.deletionTimestamp).toBeUndefined()
    expect(send('DELETE', `${maps}/held`).body.metadata.deletionTimestamp).toBe('2026-11-22T12:00:00Z')
    expect(send('GET', `${maps}/held`).status).toBe(200)
    send('PATCH', `${maps}/held`, { metadata: { finalizers: null } }, merge)
    expect(send('GET', `${maps}/held`).status).toBe(404)
    send('POST', pods, pod('web', { nodeName: 'n1' }))
    expect(send('DELETE', `${pods}/web`).body.metadata).toMatchObject({ deletionTimestamp: '2026-11-22T12:00:30Z', deletionGracePeriodSeconds: 30 })
  })

  test('11: dependents follow their owner: at once behind it, before it, or not at all', () => {
    const left = (propagationPolicy: string) => {
      const cluster = controlPlane(1)
      cluster.send('POST', deployments, deployment('web'))
      cluster.run()
      cluster.send('DELETE', `${deployments}/web`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy })
      const count = () => [deployments, '/apis/apps/v1/namespaces/default/replicasets', pods].map((path) => cluster.send('GET', path).body.items.length)
      const atOnce = count()
      cluster.run()
      return [atOnce, count()]
    }
    expect(left('Background')).toEqual([
      [0, 1, 1],
      [0, 0, 0],
    ])
    // blockOwnerDeletion: the owner stays until those that block it are gone.
    expect(left('Foreground')).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ])
    expect(left('Orphan')).toEqual([
      [1, 1, 1],
      [0, 1, 1],
    ])
  })

  test('12: nothing is created in a namespace that is missing', () => {
    const { send } = server()
    expect(send('POST', '/api/v1/namespaces/nowhere/configmaps', configMap('a'))).toMatchObject({
      status: 404,
      body: { message: 'namespaces "nowhere" not found' },
    })
  })

  test('13: an unknown field selector is refused, known ones are per kind', () => {
    const { send } = server()
    expect(send('GET', `${maps}?fieldSelector=spec.nodeName=a`)).toMatchObject({ status: 400, body: { message: 'field label not supported: spec.nodeName' } })
    expect(send('GET', `${pods}?fieldSelector=spec.nodeName=a`).status).toBe(200)
  })

  test('14: what leaves a selector is DELETED, what enters it is ADDED', () => {
    const { send, watch } = server()
    const seen = watch(`${maps}?watch=true&labelSelector=app=web`)
    send('POST', maps, configMap('a'))
    for (const app of ['web', 'web2', 'web']) send('PATCH', `${maps}/a`, { metadata: { labels: { app } } }, merge)
    expect(seen.names()).toEqual(['ADDED a', 'DELETED a', 'ADDED a'])
  })

  test('15: a strategic merge knows merge keys and directives', () => {
    const { send } = server()
    send('POST', deployments, deployment('web'))
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' }
    const containers = (patch: object[]) =>
      send('PATCH', `${deployments}/web`, { spec: { template: { spec: { containers: patch } } } }, strategic).body.spec.template.spec.containers.map(
        (c: any) => `${c.name}=${c.image}`,
      )
    expect(containers([{ name: 'side', image: 'busybox' }])).toEqual(['side=busybox', 'c=nginx'])
    expect(containers([{ name: 'c', $patch: 'delete' }])).toEqual(['side=busybox'])
    const strategy = (patch: object) => send('PATCH', `${deployments}/web`, { spec: { strategy: patch } }, strategic).body.spec.strategy
    expect(strategy({ $retainKeys: ['type'], type: 'Recreate' })).toEqual({ type: 'Recreate' })
    expect(containers([{ $patch: 'replace' }, { name: 'b', image: 'busybox' }])).toEqual(['b=busybox'])
    const ordered = { containers: [{ name: 'a', image: 'nginx' }], '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }
    const spec = send('PATCH', `${deployments}/web`, { spec: { template: { spec: ordered } } }, strategic).body.spec.template.spec
    expect(spec.containers.map((c: any) => c.name)).toEqual(['b', 'a'])
  })

  test('16: server-side apply creates, owns, refuses what others own, and takes away what is not applied any more', () => {
    const { send } = server()
    const asApply = { 'content-type': 'application/apply-patch+yaml' }
    const apply = (manager: string, data: object, more = '') =>
      send('PATCH', `${maps}/shared?fieldManager=${manager}${more}`, configMap('shared', data), asApply)
    expect(apply('one', { a: '1', b: '1' }).status).toBe(201)
    expect(apply('two', { b: '1', c: '2' }).body.data).toEqual({ a: '1', b: '1', c: '2' })
    const refused = apply('two', { a: '2', c: '3' })
    expect([refused.status, refused.body.message]).toEqual([409, 'Apply failed with 1 conflict: conflict with "one": .data.a'])
    // Both own b: it stays until neither applies it.
    expect(apply('one', { a: '1' }).body.data).toEqual({ a: '1', b: '1', c: '2' })
    expect(apply('two', { a: '2', c: '3' }, '&force=true').body.data).toEqual({ a: '2', c: '3' })
    const before = send('GET', `${maps}/shared`).body.metadata.resourceVersion
    expect(apply('two', { a: '2', c: '3' }).body.metadata.resourceVersion).toBe(before)
  })

  test('16: server-side apply creates, knows who owns what, refuses to take it by accident, and lets go of what is no longer said', () => {
    const { send } = server()
    const apply = (fieldManager: string, data: object, more = '') =>
      send('PATCH', `${maps}/shared?fieldManager=${fieldManager}${more}`, configMap('shared', data), { 'content-type': 'application/apply-patch+yaml' })
    expect(apply('one', { a: '1', b: '1' }).status).toBe(201)
    expect(apply('two', { c: '2' }).body.data).toEqual({ a: '1', b: '1', c: '2' })
    expect(apply('two', { a: '2', c: '2' }).body).toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }] },
    })
    expect(apply('two', { a: '2', c: '2' }, '&force=true').body.data).toEqual({ a: '2', b: '1', c: '2' })
    expect(apply('one', { b: '1' }).body.data).toEqual({ a: '2', b: '1', c: '2' })
    expect(apply('one', { d: '4' }).body.data).toEqual({ a: '2', c: '2', d: '4' })
  })

  test('17: what is wrong is refused with all causes, what is left out gets its default', () => {
    const { send } = server()
    const { body } = send('POST', deployments, { ...deployment('Web'), spec: { ...deployment('web').spec, replicas: -1 } })
    expect(body).toMatchObject({ code: 422, reason: 'Invalid', details: { name: 'Web', group: 'apps', kind: 'Deployment' } })
    expect(body.details.causes.map((cause: any) => cause.field)).toEqual(['metadata.name', 'spec.replicas'])
    expect(send('POST', deployments, deployment('web')).body.spec).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    })
  })

  test('18: scale, binding and eviction are requests of their own kind', () => {
    const { send } = server()
    send('POST', deployments, deployment('web'))
    expect(send('PATCH', `${deployments}/web/scale`, { spec: { replicas: 4 } }, merge).body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } })
    expect(send('GET', `${deployments}/web`).body.spec.replicas).toBe(4)
    send('POST', pods, pod('web'))
    expect(
      send('POST', `${pods}/web/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { kind: 'Node', name: 'n1' } }).status,
    ).toBe(201)
    expect(send('GET', `${pods}/web`).body.spec.nodeName).toBe('n1')
    expect(send('POST', `${pods}/web/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } }).body.status).toBe('Success')
  })

  test('19: tables, partial objects, aggregated discovery, version; protobuf is refused', () => {
    const { send } = server()
    send('POST', maps, configMap('a', { x: '1' }))
    const as = (accept: string, path = maps) => send('GET', path, undefined, { accept })
    expect(as('application/json;as=Table;v=v1;g=meta.k8s.io,application/json').body).toMatchObject({ kind: 'Table', rows: [{ cells: ['a', 1, '0s'] }] })
    expect(as('application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io').body.items[0]).toEqual({ metadata: expect.objectContaining({ name: 'a' }) })
    expect(as('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', '/apis').body.kind).toBe('APIGroupDiscoveryList')
    expect(as('application/json', '/version').body.gitVersion).toBe('v1.36.3')
    expect(as('application/vnd.kubernetes.protobuf').status).toBe(406)
    expect(send('POST', maps, 'k8s\0', { 'content-type': 'application/vnd.kubernetes.protobuf' }).status).toBe(415)
  })

  test('20: what every cluster has is there: accounts, certificates, the kubernetes Service, leases, Events that count', () => {
    const { admin, clock } = bootForSession({ seed: 'mistakes', start: Date.UTC(2026, 0), nodes: 2 })
    admin.create(kinds.namespaces, { metadata: { name: 'shop' }, spec: {} })
    clock.settle()
    admin.create(kinds.pods, { metadata: { name: 'broken', namespace: 'shop' }, spec: { containers: [{ name: 'c', image: 'nginx:no-such-tag' }] } })
    clock.advance(120_000)
    const names = (kind: Kind, namespace = 'shop') => admin.list(kind, { namespace }).items.map(({ metadata }) => metadata.name)
    expect(names(kinds.serviceAccounts)).toEqual(['default'])
    expect(names(kinds.configMaps)).toEqual(['kube-root-ca.crt'])
    expect(admin.get(kinds.services, 'kubernetes', 'default').spec?.clusterIP).toBe('10.96.0.1')
    expect(
      admin.list(kinds.endpointSlices, { namespace: 'default' }).items.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses)),
    ).toEqual(['172.18.0.2'])
    expect(names(kinds.leases, 'kube-node-lease')).toEqual(['control-plane', 'worker-1'])
    expect(names(kinds.leases, 'kube-system')).toEqual(expect.arrayContaining(['kube-controller-manager', 'kube-scheduler']))
    const pulls = admin.list(kinds.events, { namespace: 'shop' }).items.filter(({ reason }) => reason === 'Failed')
    expect(pulls.every(({ count = 0 }) => count > 1)).toBe(true)
    expect(pulls.length).toBeGreaterThan(0)
  })

  test('also: an update that changes nothing is no write; a dry run leaves nothing; an unknown group is 404', () => {
    const { send, api } = server()
    const { body } = send('POST', maps, configMap('a', { x: '1' }))
    const before = api.etcd.revision
    expect(send('PUT', `${maps}/a`, body).body.metadata.resourceVersion).toBe(body.metadata.resourceVersion)
    expect(send('POST', `${maps}?dryRun=All`, configMap('b')).status).toBe(201)
    expect([send('GET', `${maps}/b`).status, api.etcd.revision]).toEqual([404, before])
    expect(send('GET', '/apis/nope.example.com/v1/things')).toMatchObject({
      status: 404,
      body: { message: 'the server could not find the requested resource' },
    })
  })

  test('also: paging gives every object once, as of the first page', () => {
    const { send } = server()
    for (const name of ['a', 'b', 'c', 'd', 'e']) send('POST', maps, configMap(name))
    const first = send('GET', `${maps}?limit=2`).body
    send('DELETE', `${maps}/d`)
    const second = send('GET', `${maps}?limit=2&continue=${first.metadata.continue}`).body
    const third = send('GET', `${maps}?limit=2&continue=${second.metadata.continue}`).body
    expect([first, second, third].map(({ items }) => items.map((item: any) => item.metadata.name))).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect([first.metadata.remainingItemCount, third.metadata.continue]).toEqual([3, undefined])
  })
})
