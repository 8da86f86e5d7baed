/** CPU and memory of pods, from the resource metrics API that metrics-server serves. Models resourceMetricsClient of pkg/controller/podautoscaler/metrics. */
import type { Selector } from '../../../../api/labels.ts'
import type { Client } from '../../../../client/client.ts'
import { chosenBy, MetricsError, milliValue, type PodMetric, type PodMetrics, readMetrics, sample } from './metrics-api.ts'

interface PodMetricsList {
  readonly items?: readonly PodUsage[]
}

interface PodUsage {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly timestamp: string
  readonly window: string
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[]
}

/** What the chosen pods use, or with `container` what that container of each of them uses. Throws MetricsError. */
export function resourceMetrics(client: Client, resource: string, namespace: string, selector: Selector, container: string | undefined): PodMetrics {
  const items = listPodMetrics(client, namespace, selector)
  if (items.length === 0) throw new MetricsError('no metrics returned from resource metrics API')
  return new Map(items.flatMap((item) => entryOf(item, container === undefined ? podValue(item, resource) : containerValue(item, resource, container))))
}

function listPodMetrics(client: Client, namespace: string, selector: Selector): readonly PodUsage[] {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`
  try {
    return readMetrics<PodMetricsList>(client, { path, query: chosenBy('labelSelector', selector), subject: 'pods.metrics.k8s.io' }).items ?? []
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error
    throw new MetricsError(`unable to fetch metrics from resource metrics API: ${error.message}`)
  }
}

const entryOf = ({ metadata, timestamp, window }: PodUsage, value: number | undefined): [string, PodMetric][] =>
  value === undefined ? [] : [[metadata.name, sample(timestamp, window, value)]]

/** Of all containers; unknown as soon as one of them was not measured. */
function podValue({ containers = [] }: PodUsage, resource: string): number | undefined {
  if (containers.length === 0) return undefined
  let sum = 0
  for (const { usage } of containers) {
    const amount = usage[resource]
    if (amount === undefined) return undefined
    sum += milliValue(amount)
  }
  return sum
}

function containerValue({ metadata, containers = [] }: PodUsage, resource: string, name: string): number | undefined {
  const found = containers.find((container) => container.name === name)
  if (!found) throw new MetricsError(`failed to get container metrics: container ${name} not present in metrics for pod ${metadata.namespace}/${metadata.name}`)
  const amount = found.usage[resource]
  return amount === undefined ? undefined : milliValue(amount)
}
