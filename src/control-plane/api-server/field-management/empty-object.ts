/**
 * An object as Go has it before anything is set: the parts that are not behind a pointer are there, and fields that are
 * always written have their zero value. What a create sets beyond that is what its author owns; so no one owns the mere
 * existence of `spec` or `spec.template`. Which fields are structs without a pointer is a fact of k8s.io/api.
 */
import type { AnyObject } from '../../../api/object.ts'
import { fieldType, typeSchema } from '../../../api/schema.ts'

const structs: Readonly<Record<string, readonly string[]>> = {
  MutatingWebhook: ['clientConfig'],
  ValidatingWebhook: ['clientConfig'],
  StatefulSetSpec: ['template', 'updateStrategy'],
  DeploymentSpec: ['template', 'strategy'],
  DaemonSetSpec: ['template', 'updateStrategy'],
  ReplicaSetSpec: ['template'],
  PodTemplateSpec: ['metadata', 'spec'],
  JobTemplateSpec: ['metadata', 'spec'],
  JobSpec: ['template'],
  CronJobSpec: ['jobTemplate'],
  HorizontalPodAutoscalerSpec: ['scaleTargetRef'],
  V2HorizontalPodAutoscalerSpec: ['scaleTargetRef'],
  PersistentVolumeClaimSpec: ['resources'],
  PodTemplate: ['template'],
  ServiceStatus: ['loadBalancer'],
  IngressStatus: ['loadBalancer'],
  NodeStatus: ['daemonEndpoints', 'nodeInfo'],
  NodeDaemonEndpoints: ['kubeletEndpoint'],
  CoreV1Event: ['involvedObject', 'source'],
  EventsV1Event: ['regarding', 'deprecatedSource'],
  FlowSchemaSpec: ['priorityLevelConfiguration'],
  NetworkPolicySpec: ['podSelector'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  ResourceSliceSpec: ['pool'],
  DeviceTaintRuleSpec: ['taint'],
  ResourceClaimSpec: ['devices'],
  VolumeAttachmentSpec: ['source'],
  Binding: ['target'],
}

const made = new Map<string, AnyObject>()

/** An empty object of a kind. Shared: not to be changed. */
export function emptyObject(typeName: string): AnyObject {
  let object = made.get(typeName)
  if (!object) made.set(typeName, (object = { ...empty(typeName), ...parts(typeName, ['metadata', 'spec', 'status']) } as AnyObject))
  return object
}

function empty(typeName: string): Record<string, unknown> {
  const zeros = Object.fromEntries((typeSchema(typeName)?.required ?? []).map((name) => [name, zero(fieldType(typeName, name) ?? 'object')]))
  return { ...zeros, ...parts(typeName, structs[typeName] ?? []) }
}

const parts = (typeName: string, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (typeSchema(fieldType(typeName, name) ?? '') ? [[name, empty(fieldType(typeName, name) as string)]] : [])))

const zero = (type: string): unknown => (type === 'string' ? '' : type === 'boolean' ? false : type.startsWith('integer') || type === 'number' ? 0 : null)
