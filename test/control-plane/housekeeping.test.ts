/** What the API server does by itself: Events go an hour after their last write, and the store's history after some minutes. */
import { expect, test } from '@jest/globals'
import type { AnyObject } from '../../src/api/object.ts'
import { SimulatedClock } from '../../src/clock.ts'
import { keepHouse } from '../../src/control-plane/api-server/housekeeping.ts'
import { CompactedRevision, Etcd } from '../../src/control-plane/etcd/etcd.ts'

const minute = 60_000
const event = (name: string): AnyObject => ({ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: 'default' } as AnyObject['metadata'] })

function house() {
  const clock = new SimulatedClock(0)
  const etcd = new Etcd<AnyObject>()
  keepHouse(etcd, clock)
  const write = (name: string): number => {
    const key = `/registry/events/default/${name}`
    return etcd.put(key, etcd.get(key)?.modRevision ?? 0, () => event(name)).modRevision
  }
  const names = () => etcd.range('/registry/events/').items.map(({ value }) => value.metadata.name)
  return { clock, etcd, write, names }
}

test('an Event is kept for an hour after its last write', () => {
  const { clock, write, names } = house()
  write('once')
  write('again')
  clock.advance(30 * minute)
  write('again')
  clock.advance(29 * minute)
  expect(names()).toEqual(['again', 'once'])
  clock.advance(7 * minute)
  expect(names()).toEqual(['again'])
  clock.advance(30 * minute)
  expect(names()).toEqual([])
})

test('of the history nothing older than ten minutes is kept', () => {
  const { clock, etcd, write } = house()
  const first = write('a')
  clock.advance(4 * minute)
  const watch = () => etcd.watch('/registry/events/', first - 1, () => {})
  expect(watch).not.toThrow()
  clock.advance(7 * minute)
  expect(watch).toThrow(CompactedRevision)
})
