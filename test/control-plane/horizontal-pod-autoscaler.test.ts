/** The horizontal pod autoscaler: how many pods it wants, how fast it gets there, and what it says when it cannot tell. */
import { expect, test } from '@jest/globals'
import { deployments, horizontalPodAutoscalers, nodes, pods } from '../../src/api/kinds.ts'
import type { ApiRequest, ApiResponse } from '../../src/api/request.ts'
import { formatTime } from '../../src/api/time.ts'
import type { Node, V2HorizontalPodAutoscaler, V2HorizontalPodAutoscalerSpec, V2MetricSpec, V2MetricTarget } from '../../src/api/types.ts'
import { controlPlane, deployment } from './control-plane.ts'

const cpu = (averageUtilization: number): V2MetricSpec => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } })
const external = (target: Omit<V2MetricTarget, 'type'>): V2MetricSpec => ({
  type: 'External',
  external: {
    metric: { name: 'queue_length', selector: { matchLabels: { queue: 'mail' } } },
    target: { type: 'value' in target ? 'Value' : 'AverageValue', ...target },
  },
})
const externalPath = '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue_length'
const customApi = { kind: 'APIGroup', name: 'custom.metrics.k8s.io', preferredVersion: { groupVersion: 'custom.metrics.k8s.io/v1beta2', version: 'v1beta2' } }

/** A control plane with a Deployment whose pods ask for 100m, an autoscaler, and metrics APIs whose answers the test writes. */
function autoscaled(replicas: number, spec: Partial<V2HorizontalPodAutoscalerSpec> = {}) {
  /** Millicores of each pod by name, or of all pods alike; undefined if nobody serves resource metrics. */
  let usage: number | Record<string, number> | undefined
  /** Answers by path, for the other metrics APIs. */
  const answers = new Map<string, object>()
  const plane = controlPlane(3, { serve })
  const { client, clock } = plane
  client.create(
    deployments,
    deployment('web', replicas, { pod: { containers: [{ name: 'web', image: 'nginx', resources: { requests: { cpu: '100m' } } }] } }) as never,
  )
  plane.run()
  client.create(horizontalPodAutoscalers, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 10, metrics: [cpu(50)], ...spec },
  } as never)
  return { ...plane, uses, answer: (path: string, body: object) => answers.set(path, body), looks, size, conditions, status, says }

  function serve({ path }: ApiRequest): ApiResponse | undefined {
    const ok = (body: object): ApiResponse => ({ status: 200, headers: {}, body })
    if (path.startsWith('/apis/metrics.k8s.io/') && usage !== undefined) return ok({ kind: 'PodMetricsList', items: measured(usage) })
    const other = answers.get(path)
    return other && ok(other)
  }

  function measured(of: number | Record<string, number>): object[] {
    const names = typeof of === 'number' ? client.list(pods, { namespace: 'default' }).items.map(({ metadata }) => metadata.name) : Object.keys(of)
    return names.map((name) => ({
      metadata: { name, namespace: 'default' },
      timestamp: formatTime(clock.now()),
      window: '15s',
      containers: [{ name: 'web', usage: { cpu: `${typeof of === 'number' ? of : of[name]}m`, memory: '64Mi' } }],
    }))
  }

  function uses(amount: typeof usage): void {
    usage = amount
  }

  /** Lets the autoscaler look so many times, 15 seconds apart. */
  function looks(times = 1): void {
    for (let i = 0; i < times; i++) {
      clock.advance(15_000)
      for (const node of client.list(nodes).items) client.updateStatus(nodes, { ...node, status: alive(node) })
      plane.run()
    }
  }

  function alive({ status }: Node): NonNullable<Node['status']> {
    return { ...status, conditions: (status?.conditions ?? []).map((condition) => ({ ...condition, lastHeartbeatTime: formatTime(clock.now()) })) }
  }

  function size(): number | undefined {
    return client.get(deployments, 'web', 'default').spec?.replicas
  }

  function status(): NonNullable<V2HorizontalPodAutoscaler['status']> {
    return client.get(horizontalPodAutoscalers, 'web', 'default').status as never
  }

  function conditions(): string[] {
    return (status().conditions ?? []).map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`)
  }

  function says(): string[] {
    return plane.messages().filter((text) => text.includes('horizontalpodautoscaler/'))
  }
}

const able = 'AbleToScale=True ReadyForNewScale: recommended size matches current size'
const active =
  'ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)'
const unlimited = 'ScalingLimited=False DesiredWithinRange: the desired count is within the acceptable range'

test('nobody serves metrics: the condition and two events say so, and nothing is scaled', () => {
  const cluster = autoscaled(2)
  cluster.looks()
  const why =
    'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  expect(cluster.says()).toEqual([
    `Warning FailedGetResourceMetric horizontalpodautoscaler/web: ${why}`,
    `Warning FailedComputeMetricsReplicas horizontalpodautoscaler/web: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${why}`,
  ])
  expect(cluster.conditions()).toEqual([
    "AbleToScale=True SucceededGetScale: the HPA controller was able to get the target's current scale",
    `ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: ${why}`,
  ])
  expect(cluster.status()).toMatchObject({ currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] })
  expect(cluster.refusals).toEqual([])
})

test('the first look comes 15 seconds after the autoscaler', () => {
  const cluster = autoscaled(1)
  cluster.uses(40)
  cluster.clock.advance(14_999)
  expect(cluster.status().conditions).toBeUndefined()
  cluster.clock.advance(1)
  cluster.run()
  expect(cluster.conditions()).toEqual([able, active, unlimited])
  expect(cluster.status().currentMetrics).toEqual([{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '40m' } } }])
})

const scaledTo = (size: number, why: string): string => `Normal SuccessfulRescale horizontalpodautoscaler/web: New size: ${size}; reason: ${why}`
const above = 'cpu resource utilization (percentage of request) above target'
const below = 'All metrics below target'

test('above the target: as many pods as bring it there, but not more than four, or twice as many, at once', () => {
  const cluster = autoscaled(1)
  cluster.uses(300)
  cluster.looks(1)
  expect(cluster.size()).toBe(4)
  expect(cluster.conditions()).toEqual([
    'AbleToScale=True SucceededRescale: the HPA controller was able to update the target scale to 4',
    active,
    'ScalingLimited=True ScaleUpLimit: the desired replica count is increasing faster than the maximum scale rate',
  ])
  expect(cluster.status()).toMatchObject({ currentReplicas: 1, desiredReplicas: 4, lastScaleTime: '2026-11-22T12:00:15Z' })
  cluster.looks(2)
  expect(cluster.says()).toEqual([scaledTo(4, above), scaledTo(8, above), scaledTo(10, above)])
  expect(cluster.conditions()[2]).toBe('ScalingLimited=True TooManyReplicas: the desired replica count is more than the maximum replica count')
})

test.each([
  ['a tenth more changes nothing', 55, {}, 4],
  ['more than that does', 56, {}, 5],
  ['a tenth less changes nothing', 45, {}, 4],
  ['a behaviour may be stricter on the way up', 53, { scaleUp: { tolerance: '0.05' } }, 5],
  ['and more tolerant on the way up than down', 60, { scaleUp: { tolerance: '200m' } }, 4],
])('tolerance: %s', (_what, percent, behavior, size) => {
  const cluster = autoscaled(4, { behavior: behavior as never })
  cluster.uses(percent)
  cluster.looks()
  expect(cluster.size()).toBe(size)
})

test('down goes by the highest recommendation of the last five minutes', () => {
  const cluster = autoscaled(4)
  cluster.uses(10)
  cluster.looks()
  expect(cluster.conditions()[0]).toBe(
    'AbleToScale=True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
  )
  cluster.looks(19)
  expect(cluster.size()).toBe(4)
  cluster.looks(2)
  expect(cluster.size()).toBe(1)
  expect(cluster.says()).toEqual([scaledTo(1, below)])
})

test('a pod that is not measured counts as idle on the way up, and as using all that it asked for on the way down', () => {
  const up = autoscaled(3)
  const [first = '', second = '', third = ''] = up.client.list(pods, { namespace: 'default' }).items.map(({ metadata }) => metadata.name)
  // 90 of 50 in two pods would ask for six; with an idle third it is 180 in three, which is four.
  up.uses({ [first]: 90, [second]: 90 })
  up.looks()
  expect(up.size()).toBe(4)
  const down = autoscaled(3, { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } as never })
  const names = down.client.list(pods, { namespace: 'default' }).items.map(({ metadata }) => metadata.name)
  // 10 of 50 in two pods would leave one; with 100 in the third it is 120 in three, which is three.
  down.uses({ [names[0] as string]: 10, [names[1] as string]: 10 })
  down.looks()
  expect(down.size()).toBe(3)
  expect(third).not.toBe('')
})

test('a pod that is starting does not count, unless there are too few: then it counts as idle', () => {
  const cluster = autoscaled(2)
  cluster.uses(100)
  const starting = cluster.client.list(pods, { namespace: 'default' }).items[1]
  if (!starting?.status) throw new Error('no pod')
  const conditions = starting.status.conditions?.map((condition) => (condition.type === 'Ready' ? { ...condition, status: 'False' } : condition))
  cluster.client.updateStatus(pods, { ...starting, status: { ...starting.status, ...(conditions ? { conditions } : {}) } })
  cluster.looks()
  expect(cluster.size()).toBe(2)
  expect(cluster.status().currentMetrics?.[0]?.resource?.current.averageUtilization).toBe(100)
})

test('policies: so many pods in a period, counting what was added in it', () => {
  const policies = [{ type: 'Pods', value: 2, periodSeconds: 60 }]
  const cluster = autoscaled(1, { maxReplicas: 20, behavior: { scaleUp: { policies } } as never })
  cluster.uses(500)
  cluster.looks()
  expect(cluster.size()).toBe(3)
  expect(cluster.conditions()[2]).toBe('ScalingLimited=True ScaleUpLimit: the desired replica count is increasing faster than the maximum scale rate')
  cluster.looks(3)
  expect(cluster.size()).toBe(3)
  cluster.looks()
  expect(cluster.size()).toBe(5)
})

test.each([
  ['Max takes the policy that changes most', 'Max', 4],
  ['Min the one that changes least', 'Min', 7],
  ['Disabled takes none away', 'Disabled', 8],
])('policies on the way down: %s', (_what, selectPolicy, size) => {
  const policies = [
    { type: 'Percent', value: 50, periodSeconds: 60 },
    { type: 'Pods', value: 1, periodSeconds: 60 },
  ]
  const cluster = autoscaled(8, { behavior: { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy, policies } } as never })
  cluster.uses(5)
  cluster.looks()
  expect(cluster.size()).toBe(size)
  expect(cluster.conditions()[2]).toBe('ScalingLimited=True ScaleDownLimit: the desired replica count is decreasing faster than the maximum scale rate')
})

test('a window on the way up waits for the load to last', () => {
  const cluster = autoscaled(2, { behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } as never })
  cluster.uses(50)
  cluster.looks()
  cluster.uses(100)
  cluster.looks()
  expect(cluster.conditions()[0]).toBe(
    'AbleToScale=True ScaleUpStabilized: recent recommendations were lower than current one, applying the lowest recent recommendation',
  )
  cluster.looks(3)
  expect(cluster.size()).toBe(4)
})

test('sizes outside the bounds are mended without asking for metrics; zero means hands off', () => {
  const cluster = autoscaled(12)
  cluster.looks()
  cluster.client.patch(deployments, 'web', 'default', { spec: { replicas: 0 } })
  cluster.looks()
  expect(cluster.conditions()[1]).toBe('ScalingActive=False ScalingDisabled: scaling is disabled since the replica count of the target is zero')
  cluster.client.patch(horizontalPodAutoscalers, 'web', 'default', { spec: { minReplicas: 3 } }, 'application/merge-patch+json')
  cluster.client.patch(deployments, 'web', 'default', { spec: { replicas: 1 } })
  cluster.looks()
  expect(cluster.says()).toEqual([
    scaledTo(10, 'Current number of replicas above Spec.MaxReplicas'),
    scaledTo(3, 'Current number of replicas below Spec.MinReplicas'),
  ])
})

test('of several metrics the highest count wins; one that fails is not in the way up, but down', () => {
  const cluster = autoscaled(2, { metrics: [cpu(50), external({ value: '10' })], behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } as never })
  cluster.uses(100)
  cluster.looks()
  expect(cluster.size()).toBe(4)
  const why =
    'unable to get external metric default/queue_length/&LabelSelector{MatchLabels:map[string]string{queue: mail,},MatchExpressions:[]LabelSelectorRequirement{},}: ' +
    'unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue_length.external.metrics.k8s.io)'
  expect(cluster.says()).toEqual([`Warning FailedGetExternalMetric horizontalpodautoscaler/web: ${why}`, scaledTo(4, above)])
  cluster.uses(5)
  cluster.looks()
  expect(cluster.size()).toBe(4)
  expect(cluster.conditions()[1]).toBe(`ScalingActive=False FailedGetExternalMetric: the HPA was unable to compute the replica count: ${why}`)
  expect(cluster.says().at(-1)).toBe(
    'Warning FailedComputeMetricsReplicas horizontalpodautoscaler/web: invalid metrics (1 invalid out of 2), first error is: ' +
      `failed to get queue_length external metric value: failed to get external metric queue_length: ${why}`,
  )
  cluster.answer(externalPath, { items: [{ value: '25' }, { value: '5' }] })
  cluster.looks()
  expect(cluster.size()).toBe(8)
  expect(cluster.says().at(-1)).toBe(
    scaledTo(
      8,
      'external metric queue_length(&LabelSelector{MatchLabels:map[string]string{queue: mail,},MatchExpressions:[]LabelSelectorRequirement{},}) above target',
    ),
  )
})

test('an external metric with a share for each pod', () => {
  const cluster = autoscaled(2, { metrics: [external({ averageValue: '10' })] })
  cluster.answer(externalPath, { items: [{ value: '35' }] })
  cluster.looks()
  expect(cluster.size()).toBe(4)
  expect(cluster.status().currentMetrics?.[0]?.external?.current).toEqual({ averageValue: '17500m' })
})

test('metrics of pods and of objects come from the custom metrics API, if somebody installed one', () => {
  const perSecond: V2MetricSpec = { type: 'Pods', pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '100' } } }
  const ofService: V2MetricSpec = {
    type: 'Object',
    object: { describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' }, metric: { name: 'hits' }, target: { type: 'Value', value: '2k' } },
  }
  const cluster = autoscaled(2, { metrics: [perSecond, ofService] })
  cluster.looks()
  expect(cluster.says()).toEqual([
    'Warning FailedGetPodsMetric horizontalpodautoscaler/web: unable to get metric requests: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    'Warning FailedGetObjectMetric horizontalpodautoscaler/web: unable to get metric hits on Service default/web: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    'Warning FailedComputeMetricsReplicas horizontalpodautoscaler/web: invalid metrics (2 invalid out of 2), first error is: failed to get pods metric value: unable to get metric requests: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
  ])
  const names = cluster.client.list(pods, { namespace: 'default' }).items.map(({ metadata }) => metadata.name)
  const root = '/apis/custom.metrics.k8s.io'
  cluster.answer(root, customApi)
  const value = (name: string, amount: string): object => ({ describedObject: { name }, timestamp: '2026-11-22T12:00:00Z', value: amount })
  cluster.answer(`${root}/v1beta2/namespaces/default/pods/*/requests`, { items: names.map((name) => value(name, '150')) })
  cluster.answer(`${root}/v1beta2/namespaces/default/services/web/hits`, { items: [value('web', '3k')] })
  cluster.looks()
  expect(cluster.says().at(-1)).toBe(scaledTo(3, 'pods metric requests above target'))
  expect(cluster.status().currentMetrics?.map(({ pods: each, object }) => each?.current ?? object?.current)).toEqual([{ averageValue: '150' }, { value: '3k' }])
})

test.each([
  [
    'pods that ask for nothing',
    { metrics: [{ type: 'Resource', resource: { name: 'ephemeral-storage', target: { type: 'Utilization', averageUtilization: 50 } } }] },
    'did not receive metrics for targeted pods (pods might be unready)',
  ],
  [
    'a container that is not there',
    { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 50 } } }] },
    'container app not present in metrics for pod default/',
  ],
])('what cannot be told: %s', (_what, spec, why) => {
  const cluster = autoscaled(1, spec as never)
  cluster.uses(10)
  cluster.looks()
  expect(cluster.conditions()[1]).toContain(why)
})

test('a request that is missing', () => {
  const cluster = autoscaled(1)
  cluster.uses(10)
  cluster.client.patch(deployments, 'web', 'default', { spec: { template: { spec: { containers: [{ name: 'web', resources: { requests: null } }] } } } })
  cluster.looks()
  const [pod] = cluster.client.list(pods, { namespace: 'default' }).items
  expect(cluster.conditions()[1]).toBe(
    'ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: ' +
      `missing request for cpu in container web of Pod ${pod?.metadata.name}`,
  )
})

test('a target that is not there, or has no scale', () => {
  const missing = autoscaled(1, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nowhere' } })
  missing.looks()
  expect(missing.says()).toEqual(['Warning FailedGetScale horizontalpodautoscaler/web: deployments.apps "nowhere" not found'])
  expect(missing.conditions()).toEqual([
    `AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: deployments.apps "nowhere" not found`,
  ])
  const group = autoscaled(1, { scaleTargetRef: { kind: 'Deployment', name: 'web' } })
  group.looks()
  expect(group.says()).toEqual(['Warning FailedGetScale horizontalpodautoscaler/web: no matches for kind "Deployment" in group ""'])
})

test('two autoscalers for the same pods: neither scales', () => {
  const cluster = autoscaled(1)
  cluster.uses(100)
  const { spec } = cluster.client.get(horizontalPodAutoscalers, 'web', 'default')
  cluster.client.create(horizontalPodAutoscalers, { metadata: { name: 'rival', namespace: 'default' }, spec })
  cluster.looks(2)
  expect(cluster.conditions()[1]).toBe(
    'ScalingActive=False AmbiguousSelector: pods by selector app=web are controlled by more than one HPA (e.g. [default/rival default/web])',
  )
})
