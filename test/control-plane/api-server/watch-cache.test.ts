import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AnyObject } from '../../../src/api/object.ts'
import { WatchCache, type WatchListener } from '../../../src/control-plane/api-server/registry/watch-cache.ts'
import { Etcd, type EtcdEvent } from '../../../src/control-plane/etcd/etcd.ts'

const directory = '/registry/pods/'
const nodeOf = (pod: AnyObject): string => (pod as unknown as { spec: { nodeName: string } }).spec.nodeName
const nameOf = (pod: AnyObject): string => pod.metadata.name
const pod = (name: string, nodeName: string): AnyObject => ({ kind: 'Pod', apiVersion: 'v1', metadata: { name }, spec: { nodeName } }) as unknown as AnyObject

const word = fc.constantFrom('a', 'b', 'c')
const act = fc.oneof(
  fc.record({ do: fc.constant('write' as const), namespace: word, name: word, node: word }),
  fc.record({ do: fc.constant('delete' as const), namespace: word, name: word }),
  fc.record({ do: fc.constant('watch' as const), namespace: fc.option(word), by: fc.constantFrom('node', 'name', undefined), value: word, back: fc.nat(4) }),
  fc.record({ do: fc.constant('cancel' as const), which: fc.nat(20) }),
)

/** What a watcher of one value makes of an event: nothing, if the object neither has nor had it. */
const concerns = (event: EtcdEvent<AnyObject>, read: (pod: AnyObject) => string, value: string): boolean =>
  read(event.value) === value || (event.previous !== undefined && read(event.previous.value) === value)

test('whoever is found by a value hears what he would have heard had he been asked about every object, and in the same order', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const etcd = new Etcd<AnyObject>()
      const cache = new WatchCache(etcd)
      const heard: string[] = []
      const expected: string[] = []
      const cancels: (() => void)[] = []
      for (const [i, each] of acts.entries()) {
        if (each.do === 'cancel') cancels[each.which]?.()
        else if (each.do === 'watch') {
          const prefix = `${directory}${each.namespace === null ? '' : `${each.namespace}/`}`
          const read = each.by === 'node' ? nodeOf : nameOf
          const wants = (event: EtcdEvent<AnyObject>): boolean => each.by === undefined || concerns(event, read, each.value)
          const into =
            (log: string[]): WatchListener =>
            (event) => {
              if (wants(event)) log.push(`${i} ${event.type} ${event.key} ${event.revision}`)
            }
          const from = Math.max(1, etcd.revision - each.back)
          const scanned = etcd.watch(prefix, from, into(expected))
          const cached = cache.watch(directory, prefix, from, into(heard), each.by && { read, value: each.value })
          cancels.push(() => {
            scanned()
            cached()
          })
        } else {
          const key = `${directory}${each.namespace}/${each.name}`
          const revision = etcd.get(key)?.modRevision ?? 0
          if (each.do === 'write') etcd.put(key, revision, () => pod(each.name, each.node))
          else if (revision > 0) etcd.delete(key, revision)
        }
      }
      expect(heard).toEqual(expected)
    }),
    { seed: 5, numRuns: 500 },
  )
})

test('a write is told to those of its node only', () => {
  const etcd = new Etcd<AnyObject>()
  const cache = new WatchCache(etcd)
  const asked: string[] = []
  for (const node of ['worker-1', 'worker-2', 'worker-3'])
    cache.watch(directory, directory, etcd.revision, ({ type }) => asked.push(`${node}: ${type}`), { read: nodeOf, value: node })
  const { modRevision } = etcd.put(`${directory}default/web`, 0, () => pod('web', 'worker-2'))
  etcd.put(`${directory}default/web`, modRevision, () => pod('web', 'worker-3'))
  expect(asked).toEqual(['worker-2: put', 'worker-2: put', 'worker-3: put'])
})
