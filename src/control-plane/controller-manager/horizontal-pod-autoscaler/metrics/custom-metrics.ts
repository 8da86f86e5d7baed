/** Metrics of objects, from a custom metrics API (an adapter such as Prometheus'). Models k8s.io/metrics pkg/client/custom_metrics. */
import { groupResource } from '../../../../api/kinds.ts'
import type { Selector } from '../../../../api/labels.ts'
import { isStatus } from '../../../../api/request.ts'
import type { V2CrossVersionObjectReference } from '../../../../api/types.ts'
import type { Client } from '../../../../client/client.ts'
import { discoverPresent } from '../../../../client/discovery.ts'
import { chosenBy, MetricsError, milliValue, type PodMetrics, readMetrics, sample } from './metrics-api.ts'

const group = 'custom.metrics.k8s.io'

interface MetricValueList {
  readonly items?: readonly {
    readonly describedObject: { readonly name: string }
    readonly timestamp: string
    readonly windowSeconds?: number
    readonly value: string
  }[]
}

/** A metric of each of the chosen pods. Throws MetricsError. */
export function podMetrics(client: Client, metric: string, namespace: string, pods: Selector, selector: Selector): PodMetrics {
  const query = { ...chosenBy('labelSelector', pods), ...chosenBy('metricLabelSelector', selector) }
  const { items = [] } = ask(client, `namespaces/${namespace}/pods/*/${metric}`, query, 'pods', '*')
  if (items.length === 0) throw new MetricsError('no metrics returned from custom metrics API')
  return new Map(
    items.map(({ describedObject, timestamp, windowSeconds, value }) => [describedObject.name, sample(timestamp, windowSeconds, milliValue(value))]),
  )
}

/** A metric of one object, in thousandths. A namespace is its own, whatever name stands there. Throws MetricsError. */
export function objectMetric(client: Client, metric: string, namespace: string, object: V2CrossVersionObjectReference, selector: Selector): number {
  const query = chosenBy('metricLabelSelector', selector)
  const [objectGroup, kind] = [object.apiVersion?.includes('/') ? (object.apiVersion.split('/')[0] as string) : '', object.kind]
  const { items = [] } =
    kind === 'Namespace' && objectGroup === ''
      ? ask(client, `namespaces/${namespace}/metrics/${metric}`, query, 'metrics', metric)
      : askObject(client, { group: objectGroup, kind, name: object.name }, namespace, metric, query)
  if (items.length !== 1) throw failed(`the custom metrics API server returned ${items.length} results when we asked for exactly one`)
  return milliValue(items[0]?.value as string)
}

function askObject(client: Client, object: { group: string; kind: string; name: string }, namespace: string, metric: string, query: Record<string, string>) {
  const resource = discoverPresent(client).find((kind) => kind.kind === object.kind && kind.group === object.group)
  if (!resource) throw failed(`no matches for kind ${JSON.stringify(object.kind)} in group ${JSON.stringify(object.group)}`)
  const name = groupResource(resource)
  return ask(client, `namespaces/${namespace}/${name}/${object.name}/${metric}`, query, name, object.name)
}

function ask(client: Client, path: string, query: Record<string, string>, resource: string, name: string): MetricValueList {
  try {
    const version = preferredVersion(client)
    return readMetrics(client, { path: `/apis/${group}/${version}/${path}`, query, subject: `${resource}.${group} ${name}` })
  } catch (error) {
    throw error instanceof MetricsError ? failed(error.message) : error
  }
}

/** The version that the server prefers, asked for anew: an adapter may have been installed a moment ago. */
function preferredVersion(client: Client): string {
  const { status, body } = client.request({ method: 'GET', path: `/apis/${group}`, headers: { accept: 'application/json' } })
  const found = (typeof body === 'string' && status < 400 ? JSON.parse(body) : body) as { preferredVersion?: { version: string } } | undefined
  if (status >= 400 || isStatus(found) || !found?.preferredVersion) throw new MetricsError(`no custom metrics API (${group}) registered`)
  return found.preferredVersion.version
}

const failed = (why: string): MetricsError => new MetricsError(`unable to fetch metrics from custom metrics API: ${why}`)
