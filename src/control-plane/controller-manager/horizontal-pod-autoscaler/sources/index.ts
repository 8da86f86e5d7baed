import { external } from './external.ts'
import { object } from './object.ts'
import { pods } from './pods.ts'
import { containerResource, resource } from './resource.ts'
import type { MetricSource } from './source.ts'

/** By the type of the metric. */
export const metricSources: Readonly<Record<string, MetricSource<any>>> = {
  Resource: resource,
  ContainerResource: containerResource,
  Pods: pods,
  Object: object,
  External: external,
}
