/** Finer points of the scheduler's plugins, as Kubernetes' documentation promises them. */
import { expect, test } from '@jest/globals'
import { namespaces, podDisruptionBudgets, pods, serviceAccounts } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

type More = { namespace?: string; cpu?: string; labels?: object; spec?: object }
const pod = (name: string, { namespace = 'default', cpu, labels, spec }: More = {}) =>
  ({
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec: { containers: [{ name: 'web', image: 'nginx', ...(cpu ? { resources: { requests: { cpu } } } : {}) }], ...spec },
  }) as never
const important = { priorityClassName: 'system-cluster-critical', priority: 2_000_000_000 }
const host = 'kubernetes.io/hostname'

/** Nodes a1, a2 in zone a and b1 in zone b; what is made comes to rest at once. */
function zones() {
  const cluster = controlPlane(0)
  for (const name of ['a1', 'a2', 'b1']) cluster.addNode(name, { labels: { 'topology.kubernetes.io/zone': name[0] as string } })
  const place = (name: string, more?: More): string | undefined => {
    cluster.client.create(pods, pod(name, more))
    cluster.run()
    return cluster.client.get(pods, name, more?.namespace ?? 'default').spec.nodeName
  }
  const why = (name: string): string | undefined =>
    cluster.client
      .get(pods, name, 'default')
      .status?.conditions?.find(({ type }) => type === 'PodScheduled')
      ?.message?.split('. ')[0]
  return { ...cluster, place, why }
}

const spread = (more: object) => ({
  maxSkew: 1,
  topologyKey: host,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'web' } },
  ...more,
})
const labels = { app: 'web' }

test('spread: nodes where the pod cannot be do not count, unless the policy ignores that', () => {
  const only = { nodeSelector: { 'topology.kubernetes.io/zone': 'a' } }
  const honours = zones()
  for (const i of [1, 2, 3]) honours.place(`web-${i}`, { labels, spec: { ...only, topologySpreadConstraints: [spread({})] } })
  expect(honours.client.list(pods).items.map(({ spec }) => spec.nodeName?.[0])).toEqual(['a', 'a', 'a'])
  const ignores = zones()
  for (const i of [1, 2]) ignores.place(`web-${i}`, { labels, spec: { ...only, topologySpreadConstraints: [spread({ nodeAffinityPolicy: 'Ignore' })] } })
  expect(ignores.place('web-3', { labels, spec: { ...only, topologySpreadConstraints: [spread({ nodeAffinityPolicy: 'Ignore' })] } })).toBeUndefined()
  expect(ignores.why('web-3')).toBe(
    "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 2 node(s) didn't match pod topology spread constraints",
  )
})

test('spread: with fewer domains than minDomains the emptiest is taken to have none', () => {
  const cluster = zones()
  const constraint = spread({ minDomains: 4 })
  const places = [1, 2, 3].map((i) => cluster.place(`web-${i}`, { labels, spec: { topologySpreadConstraints: [constraint] } }))
  expect(places.sort()).toEqual(['a1', 'a2', 'b1'])
  expect(cluster.place('web-4', { labels, spec: { topologySpreadConstraints: [constraint] } })).toBeUndefined()
})

test('spread: matchLabelKeys counts pods of the same version only', () => {
  const cluster = zones()
  const of = (version: string): More => ({
    labels: { app: 'web', version },
    spec: { topologySpreadConstraints: [spread({ maxSkew: 1, matchLabelKeys: ['version'] })] },
  })
  const first = [1, 2, 3].map((i) => cluster.place(`old-${i}`, of('1')))
  const second = [1, 2, 3].map((i) => cluster.place(`new-${i}`, of('2')))
  expect([first.sort(), second.sort()]).toEqual([
    ['a1', 'a2', 'b1'],
    ['a1', 'a2', 'b1'],
  ])
})

test('a pod that is on its way out does not count for the spread', () => {
  const cluster = zones()
  for (const i of [1, 2, 3]) cluster.place(`web-${i}`, { labels, spec: { topologySpreadConstraints: [spread({})] } })
  cluster.client.patch(pods, 'web-1', 'default', { metadata: { finalizers: ['example.com/stay'] } })
  const left = cluster.client.get(pods, 'web-1', 'default').spec.nodeName
  cluster.client.delete(pods, 'web-1', 'default', { gracePeriodSeconds: 0 })
  cluster.client.create(pods, pod('web-4', { labels, spec: { topologySpreadConstraints: [spread({})] } }))
  cluster.clock.settle()
  expect(cluster.client.get(pods, 'web-4', 'default').spec.nodeName).toBe(left)
})

test('affinity over namespaces: by their labels', () => {
  const cluster = zones()
  const { client } = cluster
  client.create(namespaces, { metadata: { name: 'shop', labels: { team: 'shop' } } } as never)
  cluster.run()
  if (!client.find(serviceAccounts, 'default', 'shop')) client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'shop' } } as never)
  const there = cluster.place('cache', { namespace: 'shop', labels: { app: 'cache' } })
  const near = (namespaceSelector: object) => ({
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: host, labelSelector: { matchLabels: { app: 'cache' } }, namespaceSelector }],
      },
    },
  })
  expect(cluster.place('web', { spec: near({ matchLabels: { team: 'shop' } }) })).toBe(there)
  expect(cluster.place('lost', { spec: near({ matchLabels: { team: 'bank' } }) })).toBeUndefined()
})

test('anti-affinity that is there keeps others away, as long as who wants it is there', () => {
  const cluster = zones()
  const alone = {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchLabels: labels } }],
      },
    },
  }
  expect(cluster.place('hermit', { spec: { ...alone, nodeSelector: { [host]: 'a1' } } })).toBe('a1')
  expect(cluster.place('web', { labels })).toBe('b1')
  expect(cluster.place('more', { labels, spec: { nodeSelector: { [host]: 'a2' } } })).toBeUndefined()
  expect(cluster.why('more')).toBe(
    "0/3 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules, 2 node(s) didn't match Pod's node affinity/selector",
  )
  cluster.client.delete(pods, 'hermit', 'default', { gracePeriodSeconds: 0 })
  cluster.run()
  expect(cluster.client.get(pods, 'more', 'default').spec.nodeName).toBe('a2')
})

test('preemption spares what a disruption budget protects, where it can', () => {
  const cluster = controlPlane(2)
  const { client } = cluster
  client.create(podDisruptionBudgets, {
    metadata: { name: 'guard', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
  } as never)
  client.create(pods, pod('guarded', { cpu: '1500m', labels: { app: 'guarded' }, spec: { nodeName: 'worker-1' } }))
  client.create(pods, pod('plain', { cpu: '1500m', spec: { nodeName: 'worker-2' } }))
  cluster.run()
  client.create(pods, pod('urgent', { cpu: '1', spec: important }))
  cluster.run()
  expect(client.get(pods, 'urgent', 'default').spec.nodeName).toBe('worker-2')
  client.create(pods, pod('too', { cpu: '1500m', spec: important }))
  cluster.run()
  // Nothing else is left: budgets are respected as far as possible, not at any price.
  expect(client.get(pods, 'too', 'default').spec.nodeName).toBe('worker-1')
})

test('a promise is taken back when no node can be made to do any more', () => {
  const cluster = controlPlane(1)
  const { client } = cluster
  client.create(pods, pod('batch', { cpu: '1500m' }))
  cluster.run()
  client.patch(pods, 'batch', 'default', { metadata: { finalizers: ['example.com/stay'] } })
  client.create(pods, pod('urgent', { cpu: '1', spec: important }))
  cluster.clock.settle()
  expect(client.get(pods, 'urgent', 'default').status?.nominatedNodeName).toBe('worker-1')
  client.patch({ group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false } as never, 'worker-1', '', { spec: { unschedulable: true } })
  cluster.clock.advance(301_000)
  cluster.clock.settle()
  cluster.clock.advance(30_000)
  expect(client.get(pods, 'urgent', 'default').status?.nominatedNodeName).toBeUndefined()
})

test('in a big cluster each search begins where the last one ended', () => {
  const cluster = controlPlane(0)
  for (let i = 0; i < 150; i++) cluster.addNode(`n${String(i).padStart(3, '0')}`)
  cluster.client.create(pods, pod('first'))
  cluster.client.create(pods, pod('second'))
  cluster.run()
  const looked = ['first', 'second'].map((name) => {
    const decision = cluster.scheduler.explain(cluster.client.get(pods, name, 'default').metadata.uid)
    return [decision?.looked, decision?.verdicts[0]?.node]
  })
  expect(looked).toEqual([
    [100, 'n000'],
    [100, 'n100'],
  ])
})

const onNodes = (...terms: readonly (readonly string[])[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((term) => ({ matchFields: term.map((value) => ({ key: 'metadata.name', operator: 'In', values: [value] })) })),
      },
    },
  },
})

test('a pod that names its nodes is not compared with the others', () => {
  const cluster = zones()
  cluster.place('big', { cpu: '3', spec: onNodes(['a1']) })
  expect(cluster.place('small', { spec: onNodes(['a1'], ['nowhere']) })).toBe('a1')
  expect(cluster.place('agent', { cpu: '3', spec: onNodes(['a1']) })).toBeUndefined()
  expect(cluster.why('agent')).toBe("0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]")
  expect(cluster.place('torn', { spec: onNodes(['a1', 'a2']) })).toBeUndefined()
  expect(cluster.why('torn')).toBe('0/3 nodes are available: pod affinity terms conflict')
  // A node that comes by its name lets the pod in.
  expect(cluster.place('early', { spec: onNodes(['b2']) })).toBeUndefined()
  expect(cluster.why('early')).toBe("0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity]")
  cluster.addNode('b2')
  cluster.run()
  expect(cluster.client.get(pods, 'early', 'default').spec.nodeName).toBe('b2')
})
