/** CPU and memory, of whole pods or of one container of each. */
import { Quantity } from '../../../../api/quantity.ts'
import type { V2MetricTarget, V2MetricValueStatus } from '../../../../api/types.ts'
import { MetricsError, milliValue } from '../metrics/metrics-api.ts'
import { resourceMetrics } from '../metrics/resource-metrics.ts'
import { average, perPod, utilization } from '../replica-calculator.ts'
import { requestsOf } from '../requests.ts'
import { about, type MetricSource, type Subject } from './source.ts'

export const resource: MetricSource<'resource'> = {
  field: 'resource',
  failure: 'FailedGetResourceMetric',
  about: ({ name }) => `failed to get ${name} resource metric value`,
  propose({ name: of, target }, subject) {
    const { replicas, name, current } = measured(subject, of, target, undefined)
    return { replicas, name, status: { type: 'Resource', resource: { name: of, current } } }
  },
}

export const containerResource: MetricSource<'containerResource'> = {
  field: 'containerResource',
  failure: 'FailedGetContainerResourceMetric',
  about: ({ container }) => `failed to get ${container} container metric value`,
  propose({ name: of, container, target }, subject) {
    const { replicas, name, current } = measured(subject, of, target, container)
    return { replicas, name, status: { type: 'ContainerResource', containerResource: { name: of, container, current } } }
  },
}

interface Measured {
  readonly replicas: number
  readonly name: string
  readonly current: V2MetricValueStatus
}

function measured({ client, namespace, selector, replicas }: Subject, of: string, target: V2MetricTarget, container: string | undefined): Measured {
  const measure = () => about(`unable to get metrics for resource ${of}`, () => resourceMetrics(client, of, namespace, selector, container))
  const { averageValue, averageUtilization } = target
  if (averageValue !== undefined) {
    const found = about(`failed to get ${of} usage`, () => perPod(replicas, measure(), average(of, milliValue(averageValue))))
    return { replicas: found.replicas, name: `${of} resource`, current: { averageValue: amount(of, found.usage) } }
  }
  if (averageUtilization === undefined)
    throw new MetricsError('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set')
  const requests = () => requestsOf(replicas.pods, of, container)
  const found = about(`failed to get ${of} utilization`, () => perPod(replicas, measure(), utilization(of, requests, averageUtilization)))
  return {
    replicas: found.replicas,
    name: `${of} ${container === undefined ? 'resource' : 'container resource'} utilization (percentage of request)`,
    current: { averageUtilization: found.utilization ?? 0, averageValue: amount(of, found.usage) },
  }
}

/** Memory in powers of two, as metrics-server has it. */
const amount = (of: string, milli: number): string => Quantity.of(milli, -3, of === 'memory' ? 'BinarySI' : 'DecimalSI').toString()
