/** Defaults of a pod's spec, also inside a template. Models SetDefaults_PodSpec and its parts in pkg/apis/core/v1/defaults.go. */
import type { Container, EnvVar, LifecycleHandler, PodSpec, Probe, ResourceRequirements } from '../../../../api/types.ts'
import { roundUpToMilli } from '../quantities.ts'
import { defaultVolume } from './defaults-volume.ts'
import { pullPolicyOf } from './image-tag.ts'

export function defaultPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  spec.schedulerName ||= 'default-scheduler'
  // The older name of the field, kept in step as conversion does it.
  const account = spec.serviceAccountName || spec.serviceAccount
  if (account) spec.serviceAccountName = spec.serviceAccount = account
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  for (const container of spec.initContainers ?? []) defaultContainer(container)
  for (const container of spec.containers ?? []) defaultContainer(container)
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container as Container)
  roundResources(spec.resources)
}

function defaultContainer(container: Container): void {
  container.imagePullPolicy ||= pullPolicyOf(container.image ?? '')
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  roundResources(container.resources)
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const env of container.env ?? []) defaultEnv(env)
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) if (probe) defaultProbe(probe)
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) if (handler) defaultHandler(handler)
}

function defaultEnv({ valueFrom }: EnvVar): void {
  if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1'
  if (valueFrom?.resourceFieldRef) valueFrom.resourceFieldRef.divisor ||= '0'
  if (valueFrom?.fileKeyRef) valueFrom.fileKeyRef.optional ??= false
}

function defaultProbe(probe: Probe): void {
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  if (probe.grpc) probe.grpc.service ??= ''
  defaultHandler(probe)
}

function defaultHandler({ httpGet }: Pick<LifecycleHandler, 'httpGet'>): void {
  if (!httpGet) return
  httpGet.path ||= '/'
  httpGet.scheme ||= 'HTTP'
}

function roundResources(resources: ResourceRequirements | undefined): void {
  for (const list of [resources?.limits, resources?.requests]) {
    if (list) for (const [name, quantity] of Object.entries(list)) list[name] = roundUpToMilli(quantity)
  }
}
