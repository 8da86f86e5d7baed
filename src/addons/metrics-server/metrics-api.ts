/**
 * The resource metrics API (metrics.k8s.io/v1beta1) over what was measured: which pods and nodes there are is asked of the
 * API server, what they use is known here. Models metrics-server pkg/api.
 */

import { formatDuration } from '../../api/duration.ts'
import { nodes, pods } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import { Quantity } from '../../api/quantity.ts'
import { notFound, StatusError } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { Client } from '../../client/client.ts'
import type { MetricPoints, Use } from './metric-points.ts'

export const group = 'metrics.k8s.io'
export const version = 'v1beta1'
const apiVersion = `${group}/${version}`

interface Usage {
  readonly cpu: string
  readonly memory: string
}

/** A NodeMetrics or PodMetrics. */
export interface Metrics {
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly creationTimestamp: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly timestamp: string
  readonly window: string
  /** Of a node. */
  readonly usage?: Usage
  /** Of a pod. */
  readonly containers?: readonly { readonly name: string; readonly usage: Usage }[]
}

interface MetricsQuery {
  readonly namespace: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

/** One of the two resources. */
export interface MetricsResource {
  readonly plural: 'nodes' | 'pods'
  readonly kind: 'NodeMetrics' | 'PodMetrics'
  readonly namespaced: boolean
  list(query: MetricsQuery): Metrics[]
  /** @throws 404 */
  get(namespace: string, name: string): Metrics
}

const usageOf = ({ nanoCores, memory }: Use): Usage => ({
  cpu: Quantity.of(nanoCores, -9).toString(),
  memory: Quantity.of(memory, 0, 'BinarySI').toString(),
})

const byName = (a: Metrics, b: Metrics): number =>
  [a.metadata.namespace ?? '', a.metadata.name].join('/') < [b.metadata.namespace ?? '', b.metadata.name].join('/') ? -1 : 1

export function metricsResources(client: Client, points: MetricPoints, now: () => number): readonly MetricsResource[] {
  const metadataOf = ({ metadata: { name, namespace, labels } }: KubeObject): Metrics['metadata'] => ({
    name,
    ...(namespace ? { namespace } : {}),
    creationTimestamp: formatTime(now()),
    ...(labels ? { labels } : {}),
  })
  const timesOf = ({ timestamp, window }: { timestamp: number; window: number }) => ({ timestamp: formatTime(timestamp), window: formatDuration(window) })
  const ofNode = (node: KubeObject): Metrics | undefined => {
    const use = points.node(node.metadata.name)
    return use && { kind: 'NodeMetrics', apiVersion, metadata: metadataOf(node), ...timesOf(use), usage: usageOf(use) }
  }
  const ofPod = (pod: KubeObject): Metrics | undefined => {
    const use = points.pod(pod.metadata.namespace ?? '', pod.metadata.name)
    const containers = use?.containers.map(({ name, use }) => ({ name, usage: usageOf(use) }))
    return use && containers && { kind: 'PodMetrics', apiVersion, metadata: metadataOf(pod), ...timesOf(use), containers }
  }
  const measured = (objects: readonly KubeObject[], of: (object: KubeObject) => Metrics | undefined): Metrics[] =>
    objects
      .map(of)
      .filter((each) => each !== undefined)
      .sort(byName)
  return [
    {
      plural: 'nodes',
      kind: 'NodeMetrics',
      namespaced: false,
      list: ({ namespace: _, ...query }) => measured(client.list(nodes, query).items, ofNode),
      get: (_, name) => ofNode(client.get(nodes, name)) ?? unmeasured('nodemetrics', name),
    },
    {
      plural: 'pods',
      kind: 'PodMetrics',
      namespaced: true,
      // Only pods that run are looked at.
      list: ({ fieldSelector, ...query }) =>
        measured(client.list(pods, { ...query, fieldSelector: [runs, fieldSelector].filter(Boolean).join(',') }).items, ofPod),
      get(namespace, name) {
        const pod = client.get(pods, name, namespace)
        if (pod.status?.phase !== 'Running') throw notFound(pods, name)
        return ofPod(pod) ?? unmeasured('podmetrics', `${namespace}/${name}`)
      },
    },
  ]
}

const runs = 'status.phase=Running'

function unmeasured(plural: string, name: string): never {
  throw new StatusError(404, 'NotFound', `${plural}.${group} ${JSON.stringify(name)} not found`, { name, group, kind: plural })
}
