/**
 * Controllers keep nothing in their heads that the API server's objects do not say. Stopped after any of its writes and
 * begun anew, each brings the cluster to the same end.
 */
import { describe, expect, test } from '@jest/globals'
import type { ApiRequest } from '../../src/api/request.ts'
import { portrait } from './portrait.ts'
import { day, person } from './story.ts'
import { unavailable, wholeCluster } from './whole-cluster.ts'

/** How many of a controller's writes, spread over all of them, are followed by its crash. KTUTOR_RESTARTS=all: each of them (six minutes). */
const depth = process.env.KTUTOR_RESTARTS === 'all' ? Number.POSITIVE_INFINITY : 3

const writerOf = ({ component }: ApiRequest): string => component?.username ?? 'a person'

interface Crash {
  readonly who: string
  /** After which of its writes. */
  readonly after: number
}

/** Lives the day; the one who crashes is silent for two seconds and then begins anew. Says what it was like, and who wrote how often. */
function live(crash?: Crash): { end: string[]; writes: Map<string, number>; crashed: boolean } {
  const cluster = wholeCluster('restarts')
  const { clock, manager } = cluster
  const writes = new Map<string, number>()
  let silent = false
  let crashed = false
  cluster.interfereWith((request) => (silent && writerOf(request) === crash?.who ? unavailable : undefined))
  cluster.onWrite((request) => {
    const who = writerOf(request)
    const count = (writes.get(who) ?? 0) + 1
    writes.set(who, count)
    if (who !== crash?.who || count !== crash.after) return
    silent = crashed = true
    clock.after(2000, () => {
      silent = false
      if (who === 'system:kube-scheduler') cluster.restartScheduler()
      else manager.restart(who.split(':')[3] as string)
    })
  })
  const somebody = person(cluster)
  for (const { act, wait } of day) {
    act(somebody)
    clock.advance(wait * 1000)
  }
  if (!cluster.rest()) throw new Error('the cluster does not come to rest')
  return { end: portrait(cluster), writes, crashed }
}

const reference = live()
const controllers = [...reference.writes].filter(([who]) => /^system:(serviceaccount:kube-system:|kube-scheduler)/.test(who))

/** `count` numbers from 1 to `last`, the first and the last among them. */
const spread = (count: number, last: number): number[] =>
  count >= last ? Array.from({ length: last }, (_, i) => i + 1) : Array.from({ length: count }, (_, i) => 1 + Math.round((i * (last - 1)) / (count - 1)))

test('the day keeps nearly every controller busy', () => {
  expect(controllers.map(([who]) => who.split(':').at(-1)).sort()).toEqual(
    'clusterrole-aggregation-controller cronjob-controller daemon-set-controller deployment-controller disruption-controller endpoint-controller endpointslice-controller endpointslicemirroring-controller generic-garbage-collector job-controller kube-scheduler namespace-controller node-controller persistent-volume-binder replicaset-controller replication-controller resourcequota-controller root-ca-cert-publisher service-account-controller statefulset-controller ttl-after-finished-controller'.split(
      ' ',
    ),
  )
})

describe.each(controllers)('%s, which writes %i times', (who, count) => {
  test.each(spread(depth, count))('may crash after its write %i', (after) => {
    const { end, crashed } = live({ who, after })
    expect(crashed).toBe(true)
    expect(end).toEqual(reference.end)
  })
})
