import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { KubeObject } from '../../src/api/object.ts'
import { formatTime } from '../../src/api/time.ts'
import type { DaemonSet, Node, Pod } from '../../src/api/types.ts'
import type { ControllerContext } from '../../src/client/controller.ts'
import type { ChangeHandler } from '../../src/client/informer.ts'
import { ObjectCache } from '../../src/client/object-cache.ts'
import { DaemonCensus, type SetCensus } from '../../src/control-plane/controller-manager/daemonset/census.ts'

const start = Date.UTC(2026, 0)
const spec = (minReadySeconds: number): DaemonSet['spec'] =>
  ({
    minReadySeconds,
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: {}, spec: { nodeSelector: { disk: 'ssd' }, containers: [] } },
  }) as unknown as DaemonSet['spec']
const specs = [spec(0), spec(4)]

const nodeArbitrary = fc.record({
  name: fc.constantFrom('n1', 'n2', 'n3'),
  disk: fc.constantFrom('ssd', 'ssd', 'hdd'),
  taint: fc.option(fc.constantFrom('NoSchedule', 'NoExecute')),
})
const podArbitrary = fc.record({
  uid: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  node: fc.constantFrom('n1', 'n2', 'n3', 'gone'),
  owned: fc.boolean(),
  app: fc.constantFrom('agent', 'agent', 'other'),
  hash: fc.constantFrom('old', 'new'),
  phase: fc.constantFrom('Pending', 'Running', 'Running', 'Failed'),
  ready: fc.option(fc.nat(10)),
  created: fc.nat(3),
  deleting: fc.boolean(),
})

type Of<T> = T extends fc.Arbitrary<infer U> ? U : never

const nodeOf = ({ name, disk, taint }: Of<typeof nodeArbitrary>): Node =>
  ({ metadata: { name, uid: name, labels: { disk } }, spec: taint ? { taints: [{ key: 'x', effect: taint }] } : {} }) as unknown as Node

const podOf = ({ uid, node, owned, app, hash, phase, ready, created, deleting }: Of<typeof podArbitrary>): Pod =>
  ({
    metadata: {
      name: uid,
      uid,
      namespace: 'default',
      labels: { app, 'controller-revision-hash': hash },
      creationTimestamp: formatTime(start + created * 1000),
      ...(owned ? { ownerReferences: [{ uid: 'set', controller: true }] } : {}),
      ...(deleting ? { deletionTimestamp: formatTime(start) } : {}),
    },
    spec: { nodeName: node },
    status: { phase, conditions: ready === null ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(start + ready * 1000) }] },
  }) as unknown as Pod

const act = fc.oneof(
  { weight: 5, arbitrary: podArbitrary.map((pod) => ({ kind: 'pods' as const, object: podOf(pod) as KubeObject, removed: false })) },
  { weight: 2, arbitrary: podArbitrary.map((pod) => ({ kind: 'pods' as const, object: podOf(pod) as KubeObject, removed: true })) },
  { weight: 3, arbitrary: nodeArbitrary.map((node) => ({ kind: 'nodes' as const, object: nodeOf(node) as KubeObject, removed: false })) },
  { weight: 1, arbitrary: nodeArbitrary.map((node) => ({ kind: 'nodes' as const, object: nodeOf(node) as KubeObject, removed: true })) },
)

const seen = (census: SetCensus, now: number) => ({
  counts: { ...census.counts },
  available: census.available(now),
  hashes: [...census.hashes].sort(),
  hasOld: census.hasOld,
  strangers: [...census.strangers.keys()].sort(),
  busy: census.busy().map((place) => [place.node?.metadata.name, ...[...place.pods.keys()].sort()]),
})

/** A controller's cache, and a census that follows it from the start or from now on. */
function world() {
  const caches = { pods: new ObjectCache<KubeObject>(), nodes: new ObjectCache<KubeObject>() }
  const handlers = { pods: [] as ChangeHandler<any>[], nodes: [] as ChangeHandler<any>[] }
  const context = {
    lister: ({ plural }: { plural: 'pods' | 'nodes' }) => caches[plural],
    follow: ({ plural }: { plural: 'pods' | 'nodes' }, handler: ChangeHandler<any>) => void handlers[plural].push(handler),
  } as unknown as ControllerContext
  return { caches, handlers, context }
}

test('what is kept of nodes and pods is what a look at all of them finds, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 50 }), fc.constantFrom(0, 1), (acts, version) => {
      const { caches, handlers, context } = world()
      const set = { metadata: { name: 'agent', uid: 'set' }, spec: specs[version] } as unknown as DaemonSet
      const kept = new DaemonCensus(context)
      for (const [i, { kind, object, removed }] of acts.entries()) {
        kept.of(set, 'new')
        const previous = removed ? caches[kind].remove(object) : caches[kind].put(object)
        if (!removed || previous)
          for (const handler of handlers[kind]) handler({ type: removed ? 'DELETED' : previous ? 'MODIFIED' : 'ADDED', object, previous })
        const now = start + i * 500
        const fresh = new DaemonCensus({ ...context, follow: () => {} } as ControllerContext)
        expect(seen(kept.of(set, 'new'), now)).toEqual(seen(fresh.of(set, 'new'), now))
      }
    }),
    { seed: 5, numRuns: 300 },
  )
})

test('nodes that have their pod need no look, nor do those that shall have none', () => {
  const { caches, context } = world()
  for (const name of ['n1', 'n2', 'n3', 'n4']) caches.nodes.put(nodeOf({ name: name as 'n1', disk: name === 'n4' ? 'hdd' : 'ssd', taint: null }))
  const pod = { owned: true, app: 'agent' as const, hash: 'new' as const, phase: 'Running' as const, ready: 0, created: 0, deleting: false }
  caches.pods.put(podOf({ ...pod, uid: 'a', node: 'n1' }))
  caches.pods.put(podOf({ ...pod, uid: 'b', node: 'n3', phase: 'Failed' }))
  const set = { metadata: { name: 'agent', uid: 'set' }, spec: specs[0] } as unknown as DaemonSet
  const census = new DaemonCensus(context).of(set, 'new')
  expect(census.busy().map(({ node }) => node?.metadata.name)).toEqual(['n2', 'n3'])
  expect(census.counts).toEqual({ desiredNumberScheduled: 3, currentNumberScheduled: 2, numberMisscheduled: 0, numberReady: 2, updatedNumberScheduled: 2 })
})
