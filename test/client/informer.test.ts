/** Informers: a copy of what there is, and word of what changes. */
import { expect, test } from '@jest/globals'
import { configMaps, pods, serviceAccounts } from '../../src/api/kinds.ts'
import type { ApiHandler, Cancel, Sink } from '../../src/api/request.ts'
import { Client } from '../../src/client/client.ts'
import { Informers } from '../../src/client/informer.ts'
import { configMap, server } from '../control-plane/server.ts'

const booted = () => {
  const { api, client, clock } = server()
  if (!client.find(serviceAccounts, 'default', 'default')) client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } })
  const wire = breakable(api.handle)
  const informers = new Informers(new Client(wire.handle, client.user, 'test'), clock)
  const heard: string[] = []
  const listen = (): void => {
    informers
      .of(configMaps)
      .subscribe(({ type, object, previous }) => heard.push(`${type} ${object.metadata.name} ${previous?.data?.a ?? '-'}→${object.data?.a ?? '-'}`))
  }
  const write = (name: string, data: object) => client.create(configMaps, configMap(name, data) as never, 'default')
  return { api, client, clock, informers, heard, listen, write, breakWatches: wire.breakWatches }
}

/** A connection to the server whose watches can be cut. */
function breakable(handle: ApiHandler): { handle: ApiHandler; breakWatches(): void } {
  const cuts: (() => void)[] = []
  return {
    handle(request) {
      const response = handle(request)
      const { stream } = response
      if (stream?.kind !== 'watch') return response
      const open = (sink: Sink<object>): Cancel => {
        const cancel = stream.open(sink)
        cuts.push(() => {
          cancel()
          sink.end()
        })
        return cancel
      }
      return { ...response, stream: { kind: 'watch', open } }
    },
    breakWatches: () => {
      for (const cut of cuts.splice(0)) cut()
    },
  }
}

test('who subscribes is told of all there is, and then of every change, at once', () => {
  const { client, write, listen, heard, informers } = booted()
  write('one', { a: '1' })
  listen()
  const two = write('two', { a: '2' })
  client.update(configMaps, { ...two, data: { a: '3' } })
  client.delete(configMaps, 'one', 'default')
  expect(heard).toEqual(['ADDED one -→1', 'ADDED two -→2', 'MODIFIED two 2→3', 'DELETED one 1→1'])
  expect(informers.lister(configMaps).get('two', 'default')?.data).toEqual({ a: '3' })
  expect(
    informers
      .lister(configMaps)
      .list('default')
      .map(({ metadata }) => metadata.name),
  ).toEqual(['two'])
  expect(informers.lister(configMaps).list('elsewhere')).toEqual([])
})

test('one list and one watch for a kind, however many ask', () => {
  const { informers } = booted()
  expect(informers.of(configMaps)).toBe(informers.of(configMaps))
  expect(informers.of(pods, { fieldSelector: 'spec.nodeName=worker-1' })).not.toBe(informers.of(pods))
})

test('a field selector narrows the view: what leaves it is gone', () => {
  const { client, informers } = booted()
  const heard: string[] = []
  informers.of(pods, { fieldSelector: 'spec.nodeName=worker-1' }).subscribe(({ type, object }) => heard.push(`${type} ${object.metadata.name}`))
  for (const [name, nodeName] of [
    ['here', 'worker-1'],
    ['there', 'worker-2'],
  ])
    client.create(pods, { metadata: { name, namespace: 'default' }, spec: { nodeName, containers: [{ name: 'a', image: 'a' }] } } as never)
  expect(heard).toEqual(['ADDED here'])
})

test('objects are found by the uid of their managing owner', () => {
  const { client, informers } = booted()
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '11111111-0000-4000-8000-000000000000' }
  const pod = (name: string, controller: boolean) => ({
    metadata: { name, namespace: 'default', ownerReferences: [{ ...owner, controller }] },
    spec: { containers: [{ name: 'a', image: 'a' }] },
  })
  client.create(pods, pod('managed', true) as never)
  client.create(pods, pod('owned', false) as never)
  const lister = informers.lister(pods)
  expect(lister.ownedBy(owner.uid).map(({ metadata }) => metadata.name)).toEqual(['managed'])
  client.patch(pods, 'managed', 'default', { metadata: { ownerReferences: null } }, 'application/merge-patch+json')
  expect(lister.ownedBy(owner.uid)).toEqual([])
})

test('a watch that breaks goes on where it was', () => {
  const { clock, write, listen, heard, breakWatches } = booted()
  listen()
  breakWatches()
  write('missed', { a: '1' })
  expect(heard).toEqual([])
  clock.settle()
  expect(heard).toEqual(['ADDED missed -→1'])
})

test('after 410 Gone the informer lists again and tells only what changed', () => {
  const { api, client, clock, write, listen, heard, breakWatches } = booted()
  for (const name of ['kept', 'changed', 'deleted']) write(name, { a: '1' })
  listen()
  heard.length = 0
  breakWatches()
  client.update(configMaps, { ...client.get(configMaps, 'changed', 'default'), data: { a: '2' } })
  client.delete(configMaps, 'deleted', 'default')
  write('new', { a: '1' })
  api.etcd.compact(api.etcd.revision)
  clock.advance(1)
  expect(heard.sort()).toEqual(['ADDED new -→1', 'DELETED deleted 1→1', 'MODIFIED changed 1→2'])
})
