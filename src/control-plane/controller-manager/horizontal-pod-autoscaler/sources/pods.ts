/** A metric that each pod has: requests per second. */
import { podMetrics } from '../metrics/custom-metrics.ts'
import { milliValue } from '../metrics/metrics-api.ts'
import { average, perPod } from '../replica-calculator.ts'
import { about, fromMilli, type MetricSource, selectorOfMetric } from './source.ts'

export const pods: MetricSource<'pods'> = {
  field: 'pods',
  failure: 'FailedGetPodsMetric',
  about: () => 'failed to get pods metric value',
  propose({ metric, target }, { client, namespace, selector, replicas }) {
    const chosen = selectorOfMetric(metric)
    const measured = about(`unable to get metric ${metric.name}`, () => podMetrics(client, metric.name, namespace, selector, chosen))
    const found = perPod(replicas, measured, average('', milliValue(target.averageValue ?? 0)))
    return {
      replicas: found.replicas,
      name: `pods metric ${metric.name}`,
      status: { type: 'Pods', pods: { metric, current: { averageValue: fromMilli(found.usage) } } },
    }
  },
}
