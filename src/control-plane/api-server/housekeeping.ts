/**
 * What the API server does by itself every now and then: it forgets the store's history (every five minutes, what is
 * older than that), and Events an hour after their last write.
 */
import { events } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import type { Clock } from '../../clock.ts'
import type { Etcd } from '../etcd/etcd.ts'
import { prefixOf } from './registry/keys.ts'

const compactionMs = 5 * 60_000
const eventLifeMs = 3_600_000

export function keepHouse(etcd: Etcd<AnyObject>, clock: Clock): void {
  let before = etcd.revision
  const written = new Map<string, number>()
  etcd.watch(prefixOf(events, ''), etcd.revision, ({ type, key }) => {
    // Deleted and set again, so that the oldest stand first.
    written.delete(key)
    if (type === 'put') written.set(key, clock.now())
  })
  const tick = (): void => {
    etcd.compact(before)
    before = etcd.revision
    for (const [key, time] of [...written]) {
      if (clock.now() - time < eventLifeMs) break
      const entry = etcd.get(key)
      if (entry) etcd.delete(key, entry.modRevision)
    }
    clock.after(compactionMs, tick, { background: true })
  }
  clock.after(compactionMs, tick, { background: true })
}
