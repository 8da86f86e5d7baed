/** A metric of one object: requests per second of an Ingress, for all pods together or for each. */
import type { V2MetricStatus, V2MetricTarget, V2MetricValueStatus } from '../../../../api/types.ts'
import { objectMetric } from '../metrics/custom-metrics.ts'
import { MetricsError, milliValue } from '../metrics/metrics-api.ts'
import { fromShare, fromTotal } from '../replica-calculator.ts'
import { about, externalName, fromMilli, type MetricSource, selectorOfMetric } from './source.ts'

export const object: MetricSource<'object'> = {
  field: 'object',
  failure: 'FailedGetObjectMetric',
  about: ({ metric, target }) => `failed to get object metric value${shared(target) ? `: failed to get ${metric.name} object metric` : ''}`,
  propose({ metric, target, describedObject }, { client, namespace, running, replicas }) {
    const { kind, name } = describedObject
    const chosen = selectorOfMetric(metric)
    const measure = (): number =>
      about(`unable to get metric ${metric.name} on ${kind} ${namespace}/${name}`, () => objectMetric(client, metric.name, namespace, describedObject, chosen))
    const status = (current: V2MetricValueStatus): V2MetricStatus => ({ type: 'Object', object: { describedObject, metric, current } })
    if (target.type === 'Value' && target.value !== undefined) {
      const found = fromTotal(replicas, measure(), milliValue(target.value))
      return { replicas: found.replicas, name: `${kind} metric ${metric.name}`, status: status({ value: fromMilli(found.usage) }) }
    }
    if (!shared(target)) throw new MetricsError('invalid object metric source: neither a value target nor an average value target was set')
    const found = fromShare(replicas, running, measure(), milliValue(target.averageValue ?? 0))
    return { replicas: found.replicas, name: externalName(metric), status: status({ averageValue: fromMilli(found.usage) }) }
  },
}

const shared = ({ type, averageValue }: V2MetricTarget): boolean => type === 'AverageValue' && averageValue !== undefined
