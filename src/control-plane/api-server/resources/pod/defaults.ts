/** Defaults that only a pod gets, not a template. Models SetDefaults_Pod in pkg/apis/core/v1/defaults.go. */
import type { Container, Pod, PodSpec } from '../../../../api/types.ts'
import { defaultPodSpec } from './defaults-spec.ts'
import { defaultPodLevelResources } from './pod-level-resources.ts'

export function defaultPod(pod: Pod): void {
  const spec = (pod.spec ??= { containers: [] } as PodSpec)
  defaultPodSpec(spec)
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    requestsFromLimits(container)
    if (spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort
  }
  defaultPodLevelResources(spec)
  spec.enableServiceLinks ??= true
}

function requestsFromLimits({ resources }: Container): void {
  if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests }
}
