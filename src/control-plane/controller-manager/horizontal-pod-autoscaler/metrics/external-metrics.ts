/** Metrics of things outside the cluster (the length of a queue), from an external metrics API. Models k8s.io/metrics pkg/client/external_metrics. */
import type { Selector } from '../../../../api/labels.ts'
import type { Client } from '../../../../client/client.ts'
import { chosenBy, MetricsError, milliValue, readMetrics } from './metrics-api.ts'

interface ExternalMetricValueList {
  readonly items?: readonly { readonly value: string }[]
}

/** The sum of all values that the selector chooses, in thousandths. Throws MetricsError. */
export function externalMetric(client: Client, metric: string, namespace: string, selector: Selector): number {
  const items = values(client, metric, namespace, selector)
  if (items.length === 0) throw new MetricsError('no metrics returned from external metrics API')
  return items.reduce((sum, { value }) => sum + milliValue(value), 0)
}

function values(client: Client, metric: string, namespace: string, selector: Selector): readonly { readonly value: string }[] {
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric}`
  try {
    const list = readMetrics<ExternalMetricValueList>(client, {
      path,
      query: chosenBy('labelSelector', selector),
      subject: `${metric}.external.metrics.k8s.io`,
    })
    return list.items ?? []
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error
    throw new MetricsError(`unable to fetch metrics from external metrics API: ${error.message}`)
  }
}
