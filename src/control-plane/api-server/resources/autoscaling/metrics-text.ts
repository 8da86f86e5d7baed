/** The Targets column: what each metric is, and what it should be. Models formatHPAMetrics of pkg/printers/internalversion. */
import type { V2HorizontalPodAutoscaler, V2MetricSpec, V2MetricStatus, V2MetricTarget, V2MetricValueStatus } from '../../../../api/types.ts'

const most = 2

export function metricsText({ spec, status }: V2HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? []
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, i) => metricText(metric, status?.currentMetrics?.[i]))
  const more = texts.length - most
  return `${texts.slice(0, most).join(', ')}${more > 0 ? ` + ${more} more...` : ''}`
}

function metricText(metric: V2MetricSpec, status: V2MetricStatus | undefined): string {
  if (metric.type === 'External' && metric.external) return ofTarget(metric.external.target, status?.external?.current)
  if (metric.type === 'Object' && metric.object) return ofTarget(metric.object.target, status?.object?.current)
  if (metric.type === 'Pods' && metric.pods) return pair(status?.pods?.current.averageValue, metric.pods.target.averageValue)
  if (metric.type === 'Resource' && metric.resource) return ofResource(metric.resource, status?.resource?.current)
  if (metric.type === 'ContainerResource' && metric.containerResource) return ofResource(metric.containerResource, status?.containerResource?.current)
  return '<unknown type>'
}

const pair = (current: string | undefined, target: string | undefined): string => `${current ?? '<unknown>'}/${target ?? ''}`

/** `300/1k`, `100m/200m (avg)` */
function ofTarget(target: V2MetricTarget, current: V2MetricValueStatus | undefined): string {
  return target.averageValue === undefined ? pair(current?.value, target.value) : `${pair(current?.averageValue, target.averageValue)} (avg)`
}

/** `cpu: 12%/80%` */
function ofResource({ name, target }: { name: string; target: V2MetricTarget }, current: V2MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${name}: ${pair(current?.averageValue, target.averageValue)}`
  const percent = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}%`)
  return `${name}: ${pair(percent(current?.averageUtilization), percent(target.averageUtilization) ?? '<auto>')}`
}
