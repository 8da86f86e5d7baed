/** Metrics in the words of autoscaling/v1, which only stand in annotations. The order of the fields is Go's. */
import type { V2MetricSpec, V2MetricStatus, V2MetricTarget } from '../../../../api/types.ts'

export function metricToVersion1({ type, object, pods, resource, containerResource, external }: V2MetricSpec): object {
  return {
    type,
    ...(object && {
      object: {
        target: object.describedObject,
        metricName: object.metric.name,
        targetValue: object.target.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.target.averageValue,
      },
    }),
    ...(pods && { pods: { metricName: pods.metric.name, targetAverageValue: pods.target.averageValue, selector: pods.metric.selector } }),
    ...(resource && { resource: { name: resource.name, ...resourceTarget(resource.target) } }),
    ...(containerResource && {
      containerResource: { name: containerResource.name, ...resourceTarget(containerResource.target), container: containerResource.container },
    }),
    ...(external && {
      external: {
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      },
    }),
  }
}

const resourceTarget = ({ averageUtilization, averageValue }: V2MetricTarget): object => ({
  targetAverageUtilization: averageUtilization,
  targetAverageValue: averageValue,
})

export function metricOfVersion1({ type, object, pods, resource, containerResource, external }: any): V2MetricSpec {
  const target = ({ targetAverageUtilization, targetAverageValue }: any): V2MetricTarget =>
    targetAverageUtilization === undefined
      ? { type: 'AverageValue', averageValue: targetAverageValue }
      : { type: 'Utilization', averageUtilization: targetAverageUtilization }
  const amount = (value: string | undefined, averageValue: string | undefined): V2MetricTarget =>
    averageValue === undefined ? { type: 'Value', ...(value === undefined ? {} : { value }) } : { type: 'AverageValue', averageValue }
  const metric = (name: string, selector: any) => ({ name, ...(selector ? { selector } : {}) })
  return {
    type,
    ...(object && {
      object: { describedObject: object.target, metric: metric(object.metricName, object.selector), target: amount(object.targetValue, object.averageValue) },
    }),
    ...(pods && { pods: { metric: metric(pods.metricName, pods.selector), target: { type: 'AverageValue', averageValue: pods.targetAverageValue } } }),
    ...(resource && { resource: { name: resource.name, target: target(resource) } }),
    ...(containerResource && {
      containerResource: { name: containerResource.name, target: target(containerResource), container: containerResource.container },
    }),
    ...(external && {
      external: { metric: metric(external.metricName, external.metricSelector), target: amount(external.targetValue, external.targetAverageValue) },
    }),
  }
}

export function metricStatusToVersion1({ type, object, pods, resource, containerResource, external }: V2MetricStatus): object {
  const usage = ({ averageUtilization, averageValue }: NonNullable<V2MetricStatus['resource']>['current']): object => ({
    currentAverageUtilization: averageUtilization,
    currentAverageValue: averageValue ?? '0',
  })
  return {
    type,
    ...(object && {
      object: {
        target: object.describedObject,
        metricName: object.metric.name,
        currentValue: object.current.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.current.averageValue,
      },
    }),
    ...(pods && { pods: { metricName: pods.metric.name, currentAverageValue: pods.current.averageValue ?? '0', selector: pods.metric.selector } }),
    ...(resource && { resource: { name: resource.name, ...usage(resource.current) } }),
    ...(containerResource && {
      containerResource: { name: containerResource.name, ...usage(containerResource.current), container: containerResource.container },
    }),
    ...(external && {
      external: {
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        currentValue: external.current.value ?? '0',
        currentAverageValue: external.current.averageValue,
      },
    }),
  }
}

export function metricStatusOfVersion1({ type, object, pods, resource, containerResource, external }: any): V2MetricStatus {
  const metric = (name: string, selector: any) => ({ name, ...(selector ? { selector } : {}) })
  const given = (fields: object): any => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const usage = (source: any) => given({ averageUtilization: source.currentAverageUtilization, averageValue: source.currentAverageValue })
  return {
    type,
    ...(object && {
      object: {
        describedObject: object.target,
        metric: metric(object.metricName, object.selector),
        current: given({ value: object.currentValue, averageValue: object.averageValue }),
      },
    }),
    ...(pods && { pods: { metric: metric(pods.metricName, pods.selector), current: given({ averageValue: pods.currentAverageValue }) } }),
    ...(resource && { resource: { name: resource.name, current: usage(resource) } }),
    ...(containerResource && {
      containerResource: { name: containerResource.name, container: containerResource.container, current: usage(containerResource) },
    }),
    ...(external && {
      external: {
        metric: metric(external.metricName, external.metricSelector),
        current: given({ value: external.currentValue, averageValue: external.currentAverageValue }),
      },
    }),
  }
}
