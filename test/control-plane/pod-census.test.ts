import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatTime } from '../../src/api/time.ts'
import type { Pod, ReplicaSet } from '../../src/api/types.ts'
import { matchesCached } from '../../src/client/cached-selector.ts'
import type { ControllerContext } from '../../src/client/controller.ts'
import type { ChangeHandler } from '../../src/client/informer.ts'
import { ObjectCache } from '../../src/client/object-cache.ts'
import { availableAt, isActive, isTerminal, isTerminating } from '../../src/control-plane/controller-manager/pod-state.ts'
import { PodCensus, type PodCounts } from '../../src/control-plane/controller-manager/replicaset/pod-census.ts'

const start = Date.UTC(2026, 0)

const replicaSet = (uid: string, minReadySeconds: number): ReplicaSet =>
  ({
    metadata: { name: uid, uid },
    spec: { minReadySeconds, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web', tier: 'front' } } } },
  }) as unknown as ReplicaSet

const podArbitrary = fc.record({
  uid: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  owner: fc.option(fc.constantFrom('one', 'two')),
  app: fc.constantFrom('web', 'web', 'other'),
  tier: fc.constantFrom('front', 'back'),
  phase: fc.constantFrom('Pending', 'Running', 'Running', 'Succeeded', 'Failed'),
  ready: fc.option(fc.nat(20)),
  deleting: fc.boolean(),
})

type Described = typeof podArbitrary extends fc.Arbitrary<infer T> ? T : never

const podOf = ({ uid, owner, app, tier, phase, ready, deleting }: Described): Pod =>
  ({
    metadata: {
      name: uid,
      namespace: 'default',
      uid,
      labels: { app, tier },
      ...(owner ? { ownerReferences: [{ uid: owner, controller: true }] } : {}),
      ...(deleting ? { deletionTimestamp: formatTime(start) } : {}),
    },
    status: { phase, conditions: ready === null ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(start + ready * 1000) }] },
  }) as unknown as Pod

/** What the census replaces: all pods looked at. */
function counted(pods: readonly Pod[], { spec }: ReplicaSet, now: number): PodCounts {
  const own = pods.filter((pod) => matchesCached(spec.selector, pod.metadata.labels))
  const active = own.filter(isActive)
  const since = active.map((pod) => availableAt(pod, spec.minReadySeconds ?? 0)).filter((at) => at !== undefined)
  return {
    active: active.length,
    labeled: active.filter((pod) => pod.metadata.labels?.tier === 'front').length,
    ready: since.length,
    available: since.filter((at) => at <= now).length,
    terminating: own.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length,
  }
}

const act = fc.oneof(
  { weight: 6, arbitrary: podArbitrary.map((pod) => ({ do: 'put' as const, pod: podOf(pod) })) },
  { weight: 1, arbitrary: podArbitrary.map((pod) => ({ do: 'remove' as const, pod: podOf(pod) })) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), minReadySeconds: fc.constantFrom(0, 3, 10) }) },
)

test('the counts that are kept are those that a look at all pods finds, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const cache = new ObjectCache<Pod>()
      const handlers: ChangeHandler<Pod>[] = []
      const census = new PodCensus({
        lister: () => cache,
        follow: (_: unknown, handler: ChangeHandler<Pod>) => void handlers.push(handler),
      } as unknown as ControllerContext)
      let now = start
      let sets = [replicaSet('one', 0), replicaSet('two', 0)]
      for (const each of acts) {
        if (each.do === 'wait') now += each.seconds * 1000
        else if (each.do === 'change') sets = sets.map(({ metadata }) => replicaSet(metadata.uid, each.minReadySeconds))
        else {
          const previous = each.do === 'put' ? cache.put(each.pod) : cache.remove(each.pod)
          const type = each.do === 'remove' ? 'DELETED' : previous ? 'MODIFIED' : 'ADDED'
          if (each.do === 'put' || previous) for (const handler of handlers) handler({ type, object: each.pod, previous })
        }
        for (const set of sets) {
          const owned = cache.ownedBy(set.metadata.uid)
          const found = census.of(set)
          expect(found.counts(now)).toEqual(counted(owned, set, now))
          const strangers = owned.filter((pod) => pod.metadata.labels?.app !== 'web')
          expect([...found.strangers.keys()].sort()).toEqual(strangers.map(({ metadata }) => metadata.uid).sort())
        }
      }
    }),
    { seed: 5, numRuns: 300 },
  )
})
