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
  /** Which revision there was at which time, the oldest first. */
  const marks: { readonly time: number; readonly revision: number }[] = []
  const tick = (): void => {
    etcd.compact(before)
    before = etcd.revision
    marks.push({ time: clock.now(), revision: before })
    let expired: number | undefined
    while (marks[0] && clock.now() - marks[0].time >= eventLifeMs) expired = marks.shift()?.revision
    if (expired !== undefined) forgetEvents(etcd, expired)
    clock.after(compactionMs, tick, { background: true })
  }
  clock.after(compactionMs, tick, { background: true })
}

/** Those that were last written at `revision` or before. */
function forgetEvents(etcd: Etcd<AnyObject>, revision: number): void {
  const old = etcd.range(prefixOf(events, '')).items.filter(({ modRevision }) => modRevision <= revision)
  for (const { key, modRevision } of old.sort((a, b) => a.modRevision - b.modRevision)) etcd.delete(key, modRevision)
}
