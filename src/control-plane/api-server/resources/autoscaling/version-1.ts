/**
 * HorizontalPodAutoscalers as autoscaling/v1 saw them: one target, a percentage of CPU. What it cannot say is kept in
 * annotations, as JSON, and read back from there. Models pkg/apis/autoscaling/v1/conversion.go and defaults.go.
 */
import { apiVersionOf, horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from '../../../../api/kinds.ts'
import { badRequest } from '../../../../api/status.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
  ObjectMeta,
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerStatus,
  V2MetricSpec,
  V2MetricStatus,
} from '../../../../api/types.ts'
import { defineVersion } from '../../version.ts'
import { horizontalPodAutoscaler } from '../horizontal-pod-autoscaler.ts'
import { internalValue } from '../internal-json.ts'
import { behaviorFromInternal } from './behavior.ts'
import { cpuMetric, defaultCpuUtilization } from './defaults.ts'
import { metricOfVersion1, metricStatusOfVersion1, metricStatusToVersion1, metricToVersion1 } from './version-1-metrics.ts'

const annotation = (name: string): string => `autoscaling.alpha.kubernetes.io/${name}`
const kept = { metrics: annotation('metrics'), current: annotation('current-metrics'), conditions: annotation('conditions'), behavior: annotation('behavior') }

export const horizontalPodAutoscalerV1 = defineVersion<HorizontalPodAutoscaler, V2HorizontalPodAutoscaler>(horizontalPodAutoscaler, {
  of: horizontalPodAutoscalersV1,
  type: 'HorizontalPodAutoscaler',
  defaults(object) {
    object.spec ??= {} as HorizontalPodAutoscaler['spec']
    object.spec.minReplicas ??= 1
  },
  toStored: toVersion2,
  fromStored: toVersion1,
})

const isCpu = (metric: V2MetricSpec): boolean =>
  metric.type === 'Resource' && metric.resource?.name === 'cpu' && metric.resource.target.averageUtilization !== undefined

function toVersion1(object: V2HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { metrics = [], behavior, ...spec } = object.spec
  const others = metrics.filter((metric) => !isCpu(metric))
  const { currentMetrics, conditions = [], ...status } = object.status ?? ({ desiredReplicas: 0 } as V2HorizontalPodAutoscalerStatus)
  const extra: Record<string, string> = {}
  if (others.length > 0) extra[kept.metrics] = JSON.stringify(others.map(metricToVersion1))
  if ((currentMetrics ?? []).length > 0) extra[kept.current] = JSON.stringify((currentMetrics ?? []).map(metricStatusToVersion1))
  if (conditions.length > 0) extra[kept.conditions] = JSON.stringify(conditions.map(inOrder))
  if (behavior) extra[kept.behavior] = JSON.stringify(internalValue(behavior, 'HorizontalPodAutoscalerBehavior'))
  const cpu = metrics.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')?.resource?.target.averageUtilization
  const used = currentMetrics?.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')?.resource?.current.averageUtilization
  return {
    ...object,
    apiVersion: apiVersionOf(horizontalPodAutoscalersV1),
    metadata: withAnnotations(object.metadata, extra),
    spec: { ...spec, ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }) },
    status: {
      ...status,
      currentReplicas: status.currentReplicas ?? 0,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    } as HorizontalPodAutoscalerStatus,
  }
}

const inOrder = ({ type, status, lastTransitionTime, reason, message }: NonNullable<V2HorizontalPodAutoscalerStatus['conditions']>[number]) => ({
  type,
  status,
  lastTransitionTime: lastTransitionTime ?? null,
  reason,
  message,
})

const withAnnotations = (metadata: ObjectMeta, extra: Readonly<Record<string, string>>): ObjectMeta =>
  Object.keys(extra).length === 0 ? metadata : { ...metadata, annotations: { ...metadata.annotations, ...extra } }

function toVersion2(object: HorizontalPodAutoscaler): V2HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: percentage, ...spec } = object.spec
  const { metadata, found } = withoutKept(object.metadata)
  const metrics = [...(percentage === undefined ? [] : [cpuMetric(percentage)]), ...listOf(found.metrics).map(metricOfVersion1)]
  if (metrics.length === 0) metrics.push(cpuMetric(defaultCpuUtilization))
  const behavior = found.behavior === undefined ? undefined : behaviorFromInternal(parsed(found.behavior))
  return {
    ...object,
    apiVersion: apiVersionOf(horizontalPodAutoscalers),
    metadata,
    spec: { ...spec, metrics, ...(behavior ? { behavior } : {}) },
    ...(object.status ? { status: statusOf(object.status, found) } : {}),
  } as V2HorizontalPodAutoscaler
}

function statusOf(status: HorizontalPodAutoscalerStatus, found: Readonly<Record<string, string | undefined>>): V2HorizontalPodAutoscalerStatus {
  const { currentCPUUtilizationPercentage: used, currentReplicas, ...rest } = status
  const cpu: V2MetricStatus[] = used === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } }]
  const current = found.current === undefined ? cpu : (listOf(found.current).map(metricStatusOfVersion1) as V2MetricStatus[])
  const conditions = listOf(found.conditions) as V2HorizontalPodAutoscalerStatus['conditions']
  return {
    ...rest,
    ...(currentReplicas ? { currentReplicas } : {}),
    currentMetrics: current.length > 0 ? current : (null as never),
    ...(conditions?.length ? { conditions } : {}),
  }
}

/** The annotations that say what v1 has no fields for, and the metadata without them. */
function withoutKept(metadata: ObjectMeta): { metadata: ObjectMeta; found: Readonly<Record<string, string | undefined>> } {
  const found = Object.fromEntries(Object.entries(kept).map(([name, key]) => [name, metadata.annotations?.[key]]))
  const rest = Object.entries(metadata.annotations ?? {}).filter(([key]) => !Object.values(kept).includes(key))
  const { annotations: _, ...others } = metadata
  return { found, metadata: { ...others, ...(rest.length > 0 ? { annotations: Object.fromEntries(rest) } : {}) } as ObjectMeta }
}

const listOf = (text: string | undefined): any[] => (text === undefined ? [] : (parsed(text) as any[]))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}
