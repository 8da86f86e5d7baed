/** The scheduler: where pods go, and what it says of those that fit nowhere. */
import { expect, test } from '@jest/globals'
import { nodes, pods } from '../../src/api/kinds.ts'
import type { Pod } from '../../src/api/types.ts'
import { controlPlane } from './control-plane.ts'

const pod = (name: string, more: { cpu?: string; spec?: object; labels?: object } = {}) =>
  ({
    metadata: { name, namespace: 'default', ...(more.labels ? { labels: more.labels } : {}) },
    spec: { containers: [{ name: 'web', image: 'nginx', ...(more.cpu ? { resources: { requests: { cpu: more.cpu } } } : {}) }], ...more.spec },
  }) as never
type ControlPlane = ReturnType<typeof controlPlane>
const nodeOf = ({ client }: ControlPlane, name: string): string | undefined => client.get(pods, name, 'default').spec.nodeName
const scheduled = ({ client }: ControlPlane, name: string): NonNullable<Pod['status']>['conditions'] =>
  client.get(pods, name, 'default').status?.conditions?.filter(({ type }) => type === 'PodScheduled')
const says = (cluster: ControlPlane): string[] => cluster.messages().filter((text) => text.includes('pod/'))

test('a pod that fits nowhere: why, for each node, in an event and in its condition', () => {
  const cluster = controlPlane(2)
  cluster.addNode('control-plane', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] })
  cluster.client.create(pods, pod('big', { cpu: '3' }))
  cluster.run()
  const message =
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
    'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'
  expect(says(cluster)).toEqual([`Warning FailedScheduling pod/big: ${message}`])
  expect(scheduled(cluster, 'big')).toEqual([
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: '2026-11-22T12:00:00Z', observedGeneration: 1 },
  ])
  const { uid } = cluster.client.get(pods, 'big', 'default').metadata
  expect(cluster.scheduler.explain(uid)?.verdicts.map(({ node, rejection }) => [node, rejection?.plugin, rejection?.reasons])).toEqual([
    ['worker-1', 'NodeResourcesFit', ['Insufficient cpu']],
    ['worker-2', 'NodeResourcesFit', ['Insufficient cpu']],
    ['control-plane', 'TaintToleration', ['node(s) had untolerated taint(s)']],
  ])
})

test('room that others take could be had by preemption, if they mattered less', () => {
  const cluster = controlPlane(1)
  cluster.client.create(pods, pod('first', { cpu: '1500m' }))
  cluster.client.create(pods, pod('second', { cpu: '1' }))
  cluster.run()
  expect(says(cluster).at(-1)).toBe(
    'Warning FailedScheduling pod/second: 0/1 nodes are available: 1 Insufficient cpu. ' +
      'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  )
})

test('a waiting pod is tried again when something happens that may help it, and not before', () => {
  const cluster = controlPlane(1)
  const attempts = (): number => says(cluster).filter((text) => text.includes('FailedScheduling')).length
  cluster.client.create(pods, pod('first', { cpu: '1500m' }))
  cluster.client.create(pods, pod('second', { cpu: '1' }))
  cluster.run()
  cluster.client.patch(nodes, 'worker-1', '', { metadata: { labels: { colour: 'blue' } } })
  cluster.run()
  expect(attempts()).toBe(1)
  cluster.client.delete(pods, 'first', 'default', { gracePeriodSeconds: 0 })
  cluster.run()
  expect(nodeOf(cluster, 'second')).toBe('worker-1')
})

test('no nodes at all', () => {
  const cluster = controlPlane(0)
  cluster.client.create(pods, pod('web'))
  cluster.run()
  expect(says(cluster)).toEqual(['Warning FailedScheduling pod/web: no nodes available to schedule pods'])
  cluster.addNode('worker-1')
  cluster.run()
  expect(nodeOf(cluster, 'web')).toBe('worker-1')
})

test.each([
  ['a node selector', { nodeSelector: { disk: 'ssd' } }, "3 node(s) didn't match Pod's node affinity/selector"],
  [
    'a host port that is taken',
    { containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }] }] },
    "3 node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'affinity to nobody',
    {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } }],
        },
      },
    },
    "3 node(s) didn't match pod affinity rules",
  ],
  [
    'anti-affinity to who is everywhere',
    {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'agent' } } }],
        },
      },
    },
    "3 node(s) didn't match pod anti-affinity rules",
  ],
  [
    'a spread over a key that no node has',
    { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } } }] },
    "3 node(s) didn't match pod topology spread constraints (missing required label)",
  ],
])('what stands in the way: %s', (_what, spec, reason) => {
  const cluster = controlPlane(3)
  for (const i of [1, 2, 3])
    cluster.client.create(
      pods,
      pod(`agent-${i}`, {
        labels: { app: 'agent' },
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': `worker-${i}` },
          containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }] }],
        },
      }),
    )
  cluster.run()
  cluster.client.create(pods, pod('web', { spec }))
  cluster.run()
  expect(scheduled(cluster, 'web')?.[0]?.message).toMatch(`0/3 nodes are available: ${reason}. no new claims to deallocate, preemption: `)
})

test('cordoned nodes: the taint that says so is what the pod does not tolerate', () => {
  const cluster = controlPlane(1)
  cluster.client.patch(nodes, 'worker-1', '', { spec: { unschedulable: true } })
  cluster.client.create(pods, pod('web'))
  cluster.run()
  expect(cluster.client.get(nodes, 'worker-1').spec.taints).toEqual([
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '2026-11-22T12:00:00Z' },
  ])
  expect(scheduled(cluster, 'web')?.[0]?.message).toMatch('0/1 nodes are available: 1 node(s) were unschedulable.')
  cluster.client.patch(nodes, 'worker-1', '', { spec: { unschedulable: null } })
  cluster.run()
  expect(nodeOf(cluster, 'web')).toBe('worker-1')
})

test('emptier nodes are better', () => {
  const cluster = controlPlane(2)
  cluster.client.create(pods, pod('first', { cpu: '1' }))
  cluster.run()
  cluster.client.create(pods, pod('second', { cpu: '500m' }))
  cluster.run()
  expect(nodeOf(cluster, 'second')).not.toBe(nodeOf(cluster, 'first'))
})

test('preferences: a node that is preferred wins, one that is tainted PreferNoSchedule loses', () => {
  const cluster = controlPlane(0)
  cluster.addNode('plain')
  cluster.addNode('fast', { labels: { disk: 'ssd' } })
  cluster.addNode('shunned', { labels: { disk: 'ssd' }, taints: [{ key: 'old', effect: 'PreferNoSchedule' }] })
  const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }]
  cluster.client.create(pods, pod('web', { spec: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } } }))
  cluster.run()
  expect(nodeOf(cluster, 'web')).toBe('fast')
})

test('a spread with maxSkew 1 alternates between zones', () => {
  const cluster = controlPlane(0)
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
  ] as const)
    cluster.addNode(name, { labels: { 'topology.kubernetes.io/zone': zone } })
  const spread = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }
  for (let i = 0; i < 4; i++) cluster.client.create(pods, pod(`web-${i}`, { labels: { app: 'web' }, spec: { topologySpreadConstraints: [spread] } }))
  cluster.run()
  const zones = [0, 1, 2, 3].map((i) => nodeOf(cluster, `web-${i}`)?.[0])
  expect(zones.sort()).toEqual(['a', 'a', 'b', 'b'])
})

test('an important pod makes room: the victim is told, and the room is kept for who made it', () => {
  const cluster = controlPlane(1)
  cluster.client.create(pods, pod('batch', { cpu: '1500m' }))
  cluster.run()
  cluster.client.create(pods, pod('urgent', { cpu: '1', spec: { priorityClassName: 'system-cluster-critical', priority: 2_000_000_000 } }))
  cluster.clock.settle()
  const { uid } = cluster.client.get(pods, 'urgent', 'default').metadata
  expect(says(cluster).slice(-2)).toEqual([
    `Normal Preempted pod/batch: Preempted by pod ${uid} on node worker-1`,
    'Warning FailedScheduling pod/urgent: 0/1 nodes are available: 1 Insufficient cpu.',
  ])
  expect(cluster.client.get(pods, 'batch', 'default').status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  })
  expect(cluster.client.get(pods, 'urgent', 'default').status?.nominatedNodeName).toBe('worker-1')
  cluster.run()
  expect(nodeOf(cluster, 'urgent')).toBe('worker-1')
})

test('scheduling gates hold a pod back without a word', () => {
  const cluster = controlPlane(1)
  cluster.client.create(pods, pod('gated', { spec: { schedulingGates: [{ name: 'example.com/quota' }] } }))
  cluster.run()
  expect(says(cluster)).toEqual([])
  cluster.client.patch(pods, 'gated', 'default', { spec: { schedulingGates: null } }, 'application/merge-patch+json')
  cluster.run()
  expect(nodeOf(cluster, 'gated')).toBe('worker-1')
})
