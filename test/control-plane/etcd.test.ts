import { describe, expect, test } from '@jest/globals'
import { CompactedRevision, Etcd, type EtcdEvent, RevisionConflict } from '../../src/control-plane/etcd/etcd.ts'

const put = (etcd: Etcd<string>, key: string, value: string, expected = 0) => etcd.put(key, expected, () => value).modRevision

describe('etcd', () => {
  test('one revision counter for all keys', () => {
    const etcd = new Etcd<string>()
    expect([put(etcd, '/registry/pods/a', '1'), put(etcd, '/registry/nodes/b', '1')]).toEqual([2, 3])
  })

  test('compare-and-swap: a write with an old revision is refused and costs no revision', () => {
    const etcd = new Etcd<string>()
    const first = put(etcd, '/registry/pods/a', '1')
    const second = put(etcd, '/registry/pods/a', '2', first)
    expect(() => put(etcd, '/registry/pods/a', '3', first)).toThrow(RevisionConflict)
    expect(() => put(etcd, '/registry/pods/a', '3')).toThrow(RevisionConflict)
    expect([etcd.revision, etcd.get('/registry/pods/a')?.value]).toEqual([second, '2'])
  })

  test('a range is in key order, pages, and can look at the past', () => {
    const etcd = new Etcd<string>()
    for (const name of ['c', 'a', 'b']) put(etcd, `/registry/pods/${name}`, name)
    const then = etcd.revision
    etcd.delete('/registry/pods/b', etcd.get('/registry/pods/b')!.modRevision)
    put(etcd, '/registry/pods/d', 'd')
    const page = etcd.range('/registry/pods/', { limit: 2, revision: then })
    expect([page.items.map((i) => i.value), page.remaining]).toEqual([['a', 'b'], 1])
    expect(etcd.range('/registry/pods/', { after: '/registry/pods/a' }).items.map((i) => i.value)).toEqual(['c', 'd'])
  })

  test('a watch from a revision misses nothing and doubles nothing', () => {
    const etcd = new Etcd<string>()
    const from = put(etcd, '/registry/pods/a', '1')
    put(etcd, '/registry/pods/b', '2')
    put(etcd, '/registry/nodes/n', 'other')
    const seen: EtcdEvent<string>[] = []
    const cancel = etcd.watch('/registry/pods/', from, (event) => seen.push(event))
    put(etcd, '/registry/pods/c', '3')
    cancel()
    put(etcd, '/registry/pods/d', '4')
    expect(seen.map((event) => event.value)).toEqual(['2', '3'])
  })

  test('keys that come, go and come again stand once, in their order', () => {
    const etcd = new Etcd<string>()
    const keys = () => etcd.range('/registry/pods/').items.map(({ key }) => key.slice('/registry/pods/'.length))
    const remove = (name: string) => etcd.delete(`/registry/pods/${name}`, etcd.get(`/registry/pods/${name}`)!.modRevision)
    for (const name of ['c', 'a', 'e']) put(etcd, `/registry/pods/${name}`, name)
    expect(keys()).toEqual(['a', 'c', 'e'])
    remove('c')
    for (const name of ['d', 'c', 'b']) put(etcd, `/registry/pods/${name}`, name)
    remove('d')
    put(etcd, '/registry/pods/d', 'again')
    expect(keys()).toEqual(['a', 'b', 'c', 'd', 'e'])
    remove('a')
    expect(keys()).toEqual(['b', 'c', 'd', 'e'])
  })

  test('the history holds the last writes only, however many there are', () => {
    const etcd = new Etcd<string>(1, 100)
    let revision = 0
    for (let i = 0; i < 1000; i++) revision = put(etcd, '/registry/pods/a', String(i), revision)
    const seen: string[] = []
    expect(() => etcd.watch('/registry/pods/', revision - 200, () => {})).toThrow(CompactedRevision)
    etcd.watch('/registry/pods/', revision - 100, ({ value }) => seen.push(value))
    expect([seen.length, seen[0], seen.at(-1)]).toEqual([100, '900', '999'])
  })

  test('what was compacted is gone for ranges and watches', () => {
    const etcd = new Etcd<string>()
    const first = put(etcd, '/registry/pods/a', '1')
    put(etcd, '/registry/pods/a', '2', first)
    etcd.compact(etcd.revision)
    expect(() => etcd.range('/registry/pods/', { revision: first })).toThrow(CompactedRevision)
    expect(() => etcd.watch('/registry/pods/', first, () => {})).toThrow(CompactedRevision)
    expect(etcd.range('/registry/pods/').items).toHaveLength(1)
  })
})
