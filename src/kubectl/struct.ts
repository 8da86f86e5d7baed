/**
 * Objects as Go structs print: fields that are always there, and JSON in the order in which Go declares them. The real
 * kubectl holds the objects that it makes itself (`create deployment`, `run`, `set image`) as structs, all others as maps.
 * The tables hold what differs from the rule: no field is always there, and fields are in alphabetical order.
 */
import type { AnyObject } from '../api/object.ts'
import { canonicalQuantity, quantityProblem } from '../api/quantity.ts'
import { elementType, fieldType, typeOfKind, typeSchema, valueType } from '../api/schema.ts'

const podTemplate = { metadata: {}, spec: { containers: null } }

/** Structs inside structs, which Go never leaves out. */
const always: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Pod: { spec: { containers: null }, status: {} },
  PodTemplateSpec: podTemplate,
  Container: { resources: {} },
  EphemeralContainer: { resources: {} },
  Deployment: { spec: {}, status: {} },
  DeploymentSpec: { selector: null, template: podTemplate, strategy: {} },
  ReplicaSet: { spec: {}, status: { replicas: 0 } },
  ReplicaSetSpec: { selector: null },
  ReplicaSetStatus: { replicas: 0 },
  StatefulSet: { spec: {}, status: { replicas: 0, availableReplicas: 0 } },
  StatefulSetSpec: { selector: null, template: podTemplate, serviceName: '', updateStrategy: {} },
  StatefulSetStatus: { replicas: 0, availableReplicas: 0 },
  DaemonSet: { spec: {}, status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 } },
  DaemonSetSpec: { selector: null, template: podTemplate, updateStrategy: {} },
  ReplicationController: { spec: {}, status: { replicas: 0 } },
  Job: { spec: { template: podTemplate }, status: {} },
  JobSpec: { template: podTemplate },
  CronJob: { spec: {}, status: {} },
  CronJobSpec: { schedule: '', jobTemplate: {} },
  JobTemplateSpec: { metadata: {}, spec: { template: podTemplate } },
  V2HorizontalPodAutoscaler: { spec: {}, status: { desiredReplicas: 0, currentMetrics: null } },
  V2HorizontalPodAutoscalerStatus: { desiredReplicas: 0, currentMetrics: null },
  HorizontalPodAutoscaler: { spec: {}, status: { currentReplicas: 0, desiredReplicas: 0 } },
  HorizontalPodAutoscalerStatus: { currentReplicas: 0, desiredReplicas: 0 },
  Service: { spec: {}, status: { loadBalancer: {} } },
  ServiceStatus: { loadBalancer: {} },
  ServicePort: { port: 0, targetPort: 0 },
  Namespace: { spec: {}, status: {} },
  PersistentVolumeClaim: { spec: { resources: {} }, status: {} },
  PersistentVolumeClaimSpec: { resources: {} },
  Role: { rules: null },
  ClusterRole: { rules: null },
  VolumeMount: { name: '', mountPath: '' },
  Ingress: { spec: {}, status: { loadBalancer: {} } },
  IngressStatus: { loadBalancer: {} },
  PodDisruptionBudget: { spec: {}, status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } },
  PodDisruptionBudgetStatus: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  PriorityClass: { value: 0 },
  ResourceQuota: { spec: {}, status: {} },
}

/** The fields that come first, in this order; the others follow alphabetically. */
const order: Readonly<Record<string, readonly string[]>> = {
  ObjectMeta:
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields'.split(
      ' ',
    ),
  OwnerReference: ['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'],
  ConfigMap: ['immutable', 'data', 'binaryData'],
  Secret: ['immutable', 'data', 'stringData', 'type'],
  ServiceAccount: ['secrets', 'imagePullSecrets'],
  RoleBinding: ['subjects', 'roleRef'],
  ClusterRoleBinding: ['subjects', 'roleRef'],
  RbacV1Subject: ['kind', 'apiGroup', 'name', 'namespace'],
  RoleRef: ['apiGroup', 'kind', 'name'],
  PolicyRule: ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'],
  ClusterRole: ['rules', 'aggregationRule'],
  DeploymentSpec: ['replicas', 'selector', 'template', 'strategy', 'minReadySeconds', 'revisionHistoryLimit', 'paused', 'progressDeadlineSeconds'],
  DeploymentStrategy: ['type', 'rollingUpdate'],
  DeploymentStatus:
    'observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions collisionCount'.split(' '),
  DeploymentCondition: ['type', 'status', 'lastUpdateTime', 'lastTransitionTime', 'reason', 'message'],
  ReplicaSetSpec: ['replicas', 'minReadySeconds', 'selector', 'template'],
  ReplicaSetStatus: 'replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration conditions'.split(' '),
  UserInfo: ['username', 'uid', 'groups', 'extra'],
  StatefulSetSpec:
    'replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals'.split(
      ' ',
    ),
  DaemonSetSpec: ['selector', 'template', 'updateStrategy', 'minReadySeconds', 'revisionHistoryLimit'],
  LabelSelector: ['matchLabels', 'matchExpressions'],
  PodTemplateSpec: ['metadata', 'spec'],
  PodSpec:
    'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride'.split(
      ' ',
    ),
  Container:
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty'.split(
      ' ',
    ),
  ContainerPort: ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'],
  EnvVar: ['name', 'value', 'valueFrom'],
  EnvVarSource: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
  SecretKeySelector: ['name', 'key', 'optional'],
  ConfigMapKeySelector: ['name', 'key', 'optional'],
  VolumeMount: ['name', 'readOnly', 'recursiveReadOnly', 'mountPath', 'subPath', 'mountPropagation', 'subPathExpr'],
  Volume: ['name'],
  ResourceRequirements: ['limits', 'requests', 'claims'],
  ServiceSpec:
    'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution'.split(
      ' ',
    ),
  ServicePort: ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'],
  JobSpec:
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy'.split(
      ' ',
    ),
  CronJobSpec: 'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit'.split(' '),
  V2HorizontalPodAutoscalerSpec: ['scaleTargetRef', 'minReplicas', 'maxReplicas', 'metrics', 'behavior'],
  V2HorizontalPodAutoscalerStatus: ['observedGeneration', 'lastScaleTime', 'currentReplicas', 'desiredReplicas', 'currentMetrics', 'conditions'],
  V2CrossVersionObjectReference: ['kind', 'name', 'apiVersion'],
  V2MetricSpec: ['type', 'object', 'pods', 'resource', 'containerResource', 'external'],
  V2ResourceMetricSource: ['name', 'target'],
  V2MetricTarget: ['type', 'value', 'averageValue', 'averageUtilization'],
  HorizontalPodAutoscalerSpec: ['scaleTargetRef', 'minReplicas', 'maxReplicas', 'targetCPUUtilizationPercentage'],
  CrossVersionObjectReference: ['kind', 'name', 'apiVersion'],
  IngressSpec: ['ingressClassName', 'defaultBackend', 'tls', 'rules'],
  IngressTLS: ['hosts', 'secretName'],
  IngressRule: ['host', 'http'],
  HTTPIngressPath: ['path', 'pathType', 'backend'],
  IngressBackend: ['service', 'resource'],
  PodDisruptionBudgetSpec: ['minAvailable', 'selector', 'maxUnavailable', 'unhealthyPodEvictionPolicy'],
  PodDisruptionBudgetStatus: ['observedGeneration', 'disruptedPods', 'disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods', 'conditions'],
  PriorityClass: ['value', 'globalDefault', 'description', 'preemptionPolicy'],
  ResourceQuotaSpec: ['hard', 'scopes', 'scopeSelector'],
  CoreV1Event:
    'involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance'.split(
      ' ',
    ),
  ObjectReference: ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'],
  EventSource: ['component', 'host'],
  TokenRequestSpec: ['audiences', 'expirationSeconds', 'boundObjectRef'],
  TokenRequestStatus: ['token', 'expirationTimestamp'],
}

/** The object with a struct's fields in a struct's order. Objects of other kinds stay as they are. */
export function asStruct(object: AnyObject): AnyObject {
  const type = typeOfKind(object.apiVersion, object.kind)
  return type === undefined ? object : (structOf(object, type) as AnyObject)
}

function structOf(value: unknown, type: string): unknown {
  const element = elementType(type)
  if (element !== undefined) return Array.isArray(value) ? value.map((item) => structOf(item, element)) : value
  if (type === 'quantity' && typeof value === 'string') return quantityProblem(value) === undefined ? canonicalQuantity(value) : value
  if (typeof value !== 'object' || value === null) return value
  const item = valueType(type)
  if (item !== undefined) return sortedMap(value, item)
  if (typeSchema(type) === undefined) return value
  const fields: Record<string, unknown> = { ...always[type], ...value }
  const result: Record<string, unknown> = {}
  for (const key of inOrder(Object.keys(fields), type)) {
    const item = structOf(fields[key], fieldType(type, key) ?? 'object')
    if (item !== undefined) result[key] = item
  }
  return result
}

/** Maps have no order of their own: Go sorts their keys. */
const sortedMap = (value: object, type: string): object =>
  Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, structOf(item, type)]),
  )

/** How every kind begins. */
const head = ['kind', 'apiVersion', 'metadata']

function inOrder(keys: readonly string[], type: string): string[] {
  const own = order[type] ?? []
  const first = own.includes('kind') ? own : [...head, ...own]
  const place = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length)
  return [...keys].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}
