/**
 * Which empty values survive a round trip through the server. Go drops an empty plain field (`omitempty`) and keeps an
 * empty value behind a pointer; the wire does not tell them apart, so both sides of the rule are written down here for
 * the types that learners write. Source: the struct tags of k8s.io/api.
 */

/** Optional texts, lists and maps whose empty value means something. */
export const keptWhenEmpty: ReadonlySet<string> = new Set([
  'PersistentVolumeClaimSpec.storageClassName',
  'PersistentVolumeSpec.storageClassName',
  'EndpointPort.name',
  'DiscoveryV1EndpointPort.name',
  'DiscoveryV1EndpointPort.appProtocol',
  'Endpoint.nodeName',
  'HTTPIngressPath.path',
  'RoleRef.apiGroup',
])

/** Numbers and booleans that are plain in Go, so that 0 and false are left out. */
export const plainFields: ReadonlySet<string> = new Set([
  'ContainerPort.hostPort',
  'ServicePort.nodePort',
  'ServiceSpec.publishNotReadyAddresses',
  'ServiceSpec.healthCheckNodePort',
  'Container.stdin',
  'Container.stdinOnce',
  'Container.tty',
  'EphemeralContainer.stdin',
  'EphemeralContainer.stdinOnce',
  'EphemeralContainer.tty',
  'VolumeMount.readOnly',
  'PodSpec.hostNetwork',
  'PodSpec.hostPID',
  'PodSpec.hostIPC',
  'Probe.initialDelaySeconds',
  'Probe.timeoutSeconds',
  'Probe.periodSeconds',
  'Probe.successThreshold',
  'Probe.failureThreshold',
  'DeploymentSpec.minReadySeconds',
  'DeploymentSpec.paused',
  'DeploymentStatus.replicas',
  'DeploymentStatus.updatedReplicas',
  'DeploymentStatus.readyReplicas',
  'DeploymentStatus.availableReplicas',
  'DeploymentStatus.unavailableReplicas',
  'DeploymentStatus.observedGeneration',
  'ReplicaSetSpec.minReadySeconds',
  'ReplicaSetStatus.fullyLabeledReplicas',
  'ReplicaSetStatus.readyReplicas',
  'ReplicaSetStatus.availableReplicas',
  'ReplicaSetStatus.observedGeneration',
  'StatefulSetSpec.minReadySeconds',
  'DaemonSetSpec.minReadySeconds',
  'NodeSpec.unschedulable',
  'PodStatus.observedGeneration',
  'PodCondition.observedGeneration',
  'ContainerStateTerminated.signal',
  'Event.count',
  'CoreV1Event.count',
  'ObjectMeta.generation',
  'PolicyRule.nonResourceURLs',
  'SubjectAccessReviewStatus.denied',
  'SecretProjection.optional',
])
