/** A metric of something outside the cluster: the length of a queue, for all pods together or for each. */
import { goLabelSelector } from '../../../../api/go-label-selector.ts'
import type { V2MetricStatus, V2MetricValueStatus } from '../../../../api/types.ts'
import { externalMetric } from '../metrics/external-metrics.ts'
import { milliValue } from '../metrics/metrics-api.ts'
import { fromShare, fromTotal } from '../replica-calculator.ts'
import { about, externalName, fromMilli, type MetricSource, selectorOfMetric } from './source.ts'

export const external: MetricSource<'external'> = {
  field: 'external',
  failure: 'FailedGetExternalMetric',
  about: ({ metric: { name }, target }) =>
    `failed to get ${name} external metric value: failed to get ${target.averageValue === undefined ? `external metric ${name}` : `${name} external metric`}`,
  propose({ metric, target }, { client, namespace, running, replicas }) {
    const chosen = selectorOfMetric(metric)
    const measure = (): number =>
      about(`unable to get external metric ${namespace}/${metric.name}/${goLabelSelector(metric.selector)}`, () =>
        externalMetric(client, metric.name, namespace, chosen),
      )
    const status = (current: V2MetricValueStatus): V2MetricStatus => ({ type: 'External', external: { metric, current } })
    const name = externalName(metric)
    if (target.averageValue !== undefined) {
      const found = fromShare(replicas, running, measure(), milliValue(target.averageValue))
      return { replicas: found.replicas, name, status: status({ averageValue: fromMilli(found.usage) }) }
    }
    const found = fromTotal(replicas, measure(), milliValue(target.value ?? 0))
    return { replicas: found.replicas, name, status: status({ value: fromMilli(found.usage) }) }
  },
}
