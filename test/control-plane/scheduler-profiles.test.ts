/** Profiles of the scheduler: what a KubeSchedulerConfiguration changes, and what it may not say. */
import { expect, test } from '@jest/globals'
import { pods } from '../../src/api/kinds.ts'
import { checkedConfiguration, type KubeSchedulerConfiguration } from '../../src/control-plane/scheduler/configuration.ts'
import { enoughNodes } from '../../src/control-plane/scheduler/sampling.ts'
import { controlPlane } from './control-plane.ts'

const pod = (name: string, more: { cpu?: string; scheduler?: string; image?: string; spec?: object; labels?: object } = {}) =>
  ({
    metadata: { name, namespace: 'default', ...(more.labels ? { labels: more.labels } : {}) },
    spec: {
      containers: [{ name: 'web', image: more.image ?? 'nginx', ...(more.cpu ? { resources: { requests: { cpu: more.cpu, memory: '64Mi' } } } : {}) }],
      ...(more.scheduler ? { schedulerName: more.scheduler } : {}),
      ...more.spec,
    },
  }) as never

/** Two workers of 2 CPUs, of which the first holds a pod of half a CPU. */
function halfFull(configuration: KubeSchedulerConfiguration) {
  const cluster = controlPlane(2, { scheduler: configuration })
  cluster.client.create(pods, pod('first', { cpu: '500m', spec: { nodeName: 'worker-1' } }))
  cluster.run()
  const place = (name: string, more: Parameters<typeof pod>[1] = {}): string | undefined => {
    cluster.client.create(pods, pod(name, more))
    cluster.run()
    return cluster.client.get(pods, name, 'default').spec.nodeName
  }
  return { ...cluster, place }
}

const packing = { name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated' } } }

test('two profiles in one scheduler: one spreads, the other packs; the event says which of them it was', () => {
  const cluster = halfFull({
    profiles: [
      { schedulerName: 'default-scheduler' },
      { schedulerName: 'packer', pluginConfig: [packing], plugins: { score: { enabled: [{ name: 'NodeResourcesFit', weight: 5 }] } } },
    ],
  })
  expect(cluster.place('spread', { cpu: '100m' })).toBe('worker-2')
  expect(cluster.place('packed', { cpu: '100m', scheduler: 'packer' })).toBe('worker-1')
  const { uid } = cluster.client.get(pods, 'packed', 'default').metadata
  const points = cluster.scheduler.explain(uid)?.points.find(({ plugin }) => plugin === 'NodeResourcesFit')
  expect([points?.weight, points?.values]).toEqual([5, [16, 6]])
  expect(cluster.messages().filter((text) => text.includes('Scheduled'))).toHaveLength(2)
})

test('a pod that names a scheduler that nobody runs waits without a word', () => {
  const cluster = halfFull({})
  expect(cluster.place('lost', { scheduler: 'nobody' })).toBeUndefined()
  expect(cluster.messages().filter((text) => text.includes('pod/lost'))).toEqual([])
})

test.each([
  [
    'empty is worst, half is best',
    [
      { utilization: 0, score: 0 },
      { utilization: 50, score: 10 },
      { utilization: 100, score: 0 },
    ],
    'worker-1',
  ],
  [
    'the emptier the better',
    [
      { utilization: 0, score: 10 },
      { utilization: 100, score: 0 },
    ],
    'worker-2',
  ],
])('RequestedToCapacityRatio: %s', (_what, shape, node) => {
  const scoringStrategy = { type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 1 }], requestedToCapacityRatio: { shape } }
  const cluster = halfFull({ profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy } }] }] })
  expect(cluster.place('web', { cpu: '100m' })).toBe(node)
})

test('a plugin can be disabled where it filters, or altogether', () => {
  const nothing = halfFull({ profiles: [{ plugins: { multiPoint: { disabled: [{ name: 'NodeResourcesFit' }] } } }] })
  expect(nothing.place('huge', { cpu: '100' })).toBeDefined()
  const filter = halfFull({ profiles: [{ plugins: { filter: { disabled: [{ name: '*' }] } } }] })
  expect(filter.place('elsewhere', { spec: { nodeSelector: { disk: 'ssd' } } })).toBeDefined()
})

test('weights, for scoring only or everywhere', () => {
  const weight = (plugins: object) => {
    const cluster = halfFull({ profiles: [{ plugins: plugins as never }] })
    cluster.place('web', { cpu: '100m' })
    return cluster.scheduler.explain(cluster.client.get(pods, 'web', 'default').metadata.uid)?.points.find(({ plugin }) => plugin === 'NodeResourcesFit')
      ?.weight
  }
  const weighing = (weight: number) => ({ enabled: [{ name: 'NodeResourcesFit', weight }] })
  expect([weight({}), weight({ score: weighing(7) }), weight({ multiPoint: weighing(5) }), weight({ multiPoint: weighing(5), score: weighing(7) })]).toEqual([
    1, 7, 5, 7,
  ])
})

test('a profile without preemption makes no room', () => {
  const cluster = halfFull({ profiles: [{ plugins: { postFilter: { disabled: [{ name: 'DefaultPreemption' }] } } }] })
  cluster.place('urgent', { cpu: '1900m', spec: { priorityClassName: 'system-cluster-critical', priority: 2_000_000_000 } })
  cluster.place('more', { cpu: '1900m', spec: { priorityClassName: 'system-cluster-critical', priority: 2_000_000_000 } })
  expect(cluster.messages().at(-1)).toBe('Warning FailedScheduling pod/more: 0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate')
})

test('affinity that a profile adds to every pod', () => {
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }]
  const args = { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } }
  const cluster = halfFull({ profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args }] }] })
  expect(cluster.place('web')).toBe('worker-1')
  cluster.place('big', { cpu: '1900m' })
  expect(cluster.messages().at(-1)).toMatch(
    "Warning FailedScheduling pod/big: 0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match scheduler-enforced node affinity.",
  )
})

test('default constraints for pods of a Service that have none', () => {
  const defaultConstraints = [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }]
  const cluster = controlPlane(2, {
    scheduler: { profiles: [{ pluginConfig: [packing, { name: 'PodTopologySpread', args: { defaultingType: 'List', defaultConstraints } }] }] },
  })
  cluster.client.create(
    { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true } as never,
    {
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    } as never,
  )
  for (const i of [1, 2, 3, 4]) cluster.client.create(pods, pod(`web-${i}`, { cpu: '100m', labels: { app: 'web' } }))
  cluster.run()
  const nodes = cluster.client.list(pods, { namespace: 'default' }).items.map(({ spec }) => spec.nodeName)
  expect(nodes.sort()).toEqual(['worker-1', 'worker-1', 'worker-2', 'worker-2'])
})

test('ImageLocality: a big image that a node has is worth going there, under the name that the pod writes', () => {
  const cluster = controlPlane(3, { scheduler: { profiles: [{ plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'ImageLocality' }] } } }] } })
  const node = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false } as never
  const images = [{ names: ['registry.example.com/model:1'], sizeBytes: 2_000_000_000 }]
  const { client } = cluster
  client.patch(node, 'worker-2', '', { status: { images } }, undefined, 'status')
  client.create(pods, pod('model', { image: 'registry.example.com/model:1' }))
  cluster.run()
  const model = client.get(pods, 'model', 'default')
  expect(model.spec.nodeName).toBe('worker-2')
  // 2 GB on one of three nodes: 635.8 of 1000 MB, of which 23 are nothing.
  expect(cluster.scheduler.explain(model.metadata.uid)?.points).toEqual([{ plugin: 'ImageLocality', weight: 1, values: [0, 62, 0] }])
})

test.each([
  [99, 0, 99],
  [1000, 0, 420],
  [5000, 0, 500],
  [6000, 0, 300],
  [1000, 20, 200],
  [400, 10, 100],
  [1000, 100, 1000],
])('of %d nodes at %d percent %d are enough', (all, percent, enough) => {
  expect(enoughNodes(all, percent)).toBe(enough)
})

test.each([
  [{ profiles: [{ schedulerName: 'a' }, { schedulerName: 'a' }] }, 'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"'],
  [{ percentageOfNodesToScore: 101 }, 'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]'],
  [{ podInitialBackoffSeconds: 20 }, 'podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds'],
  [
    { profiles: [{ plugins: { score: { enabled: [{ name: 'Sunshine' }] } } }] },
    'initializing profiles: creating profile for scheduler name default-scheduler: Sunshine does not exist',
  ],
])('a configuration that makes no sense: %j', (configuration, message) => {
  expect(() => checkedConfiguration(configuration)).toThrow(message)
})
