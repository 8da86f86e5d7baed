/**
 * Fields that hold one of a few texts, and defaults that the API's schema names. The client library's models know neither;
 * in Kubernetes these facts are the markers +enum and +default in k8s.io/api.
 */

/** Linux' signals, those in real time included. */
function signals(): string[] {
  const named =
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
  const times = [...['', ...count(14).map((n) => `-${n}`)].map((n) => `RTMAX${n}`), ...['', ...count(15).map((n) => `+${n}`)].map((n) => `RTMIN${n}`)]
  return [...named.split(' '), ...times].map((name) => `SIG${name}`).sort()
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

/** The values, in the order of the API's documents, and the fields that take them. */
const rows: readonly (readonly [values: readonly string[], ...fields: string[]])[] = [
  [['None', 'ReadOnly', 'ReadWrite'], 'AzureDiskVolumeSource.cachingMode'],
  [['Dedicated', 'Managed', 'Shared'], 'AzureDiskVolumeSource.kind'],
  [
    [
      'any',
      'cert sign',
      'client auth',
      'code signing',
      'content commitment',
      'crl sign',
      'data encipherment',
      'decipher only',
      'digital signature',
      'email protection',
      'encipher only',
      'ipsec end system',
      'ipsec tunnel',
      'ipsec user',
      'key agreement',
      'key encipherment',
      'microsoft sgc',
      'netscape sgc',
      'ocsp signing',
      's/mime',
      'server auth',
      'signing',
      'timestamping',
    ],
    'CertificateSigningRequestSpec.usages',
  ],
  [['Always', 'IfNotPresent', 'Never'], 'Container.imagePullPolicy', 'ImageVolumeSource.pullPolicy', 'EphemeralContainer.imagePullPolicy'],
  [['FallbackToLogsOnError', 'File'], 'Container.terminationMessagePolicy', 'EphemeralContainer.terminationMessagePolicy'],
  [
    ['SCTP', 'TCP', 'UDP'],
    'ContainerPort.protocol',
    'ServicePort.protocol',
    'CoreV1EndpointPort.protocol',
    'PortStatus.protocol',
    'DiscoveryV1EndpointPort.protocol',
    'NetworkPolicyPort.protocol',
    'IngressPortStatus.protocol',
  ],
  [['Allow', 'Forbid', 'Replace'], 'CronJobSpec.concurrencyPolicy'],
  [['Recreate', 'RollingUpdate'], 'DeploymentStrategy.type'],
  [['FromClaim', 'FromClass'], 'DeviceAllocationConfiguration.source'],
  [['NoExecute', 'NoSchedule', 'None'], 'DeviceTaint.effect', 'DeviceToleration.effect'],
  [['Equal', 'Exists'], 'DeviceToleration.operator'],
  [['FQDN', 'IPv4', 'IPv6'], 'EndpointSlice.addressType'],
  [['All', 'ExactCount'], 'ExactDeviceRequest.allocationMode', 'DeviceSubRequest.allocationMode'],
  [['HTTP', 'HTTPS'], 'HTTPGetAction.scheme'],
  [['Exact', 'ImplementationSpecific', 'Prefix'], 'HTTPIngressPath.pathType'],
  [['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'], 'HostPathVolumeSource.type'],
  [['Indexed', 'NonIndexed'], 'JobSpec.completionMode'],
  [['Failed', 'TerminatingOrFailed'], 'JobSpec.podReplacementPolicy'],
  [signals(), 'Lifecycle.stopSignal', 'ContainerStatus.stopSignal'],
  [['Equivalent', 'Exact'], 'MatchResources.matchPolicy', 'ValidatingWebhook.matchPolicy', 'MutatingWebhook.matchPolicy'],
  [['InProgress', 'Infeasible', 'Pending'], 'ModifyVolumeStatus.status'],
  [['IfNeeded', 'Never'], 'MutatingWebhook.reinvocationPolicy', 'MutatingAdmissionPolicySpec.reinvocationPolicy'],
  [['ApplyConfiguration', 'JSONPatch'], 'Mutation.patchType'],
  [['Active', 'Terminating'], 'NamespaceStatus.phase'],
  [['Egress', 'Ingress'], 'NetworkPolicySpec.policyTypes'],
  [['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'], 'NodeSelectorRequirement.operator'],
  [['Pending', 'Running', 'Terminated'], 'NodeStatus.phase'],
  [['Bound', 'Lost', 'Pending'], 'PersistentVolumeClaimStatus.phase'],
  [
    ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
    'PersistentVolumeSpec.accessModes',
    'PersistentVolumeClaimSpec.accessModes',
    'PersistentVolumeClaimStatus.accessModes',
  ],
  [['Delete', 'Recycle', 'Retain'], 'PersistentVolumeSpec.persistentVolumeReclaimPolicy', 'StorageClass.reclaimPolicy'],
  [['Block', 'Filesystem'], 'PersistentVolumeSpec.volumeMode', 'PersistentVolumeClaimSpec.volumeMode'],
  [['Available', 'Bound', 'Failed', 'Pending', 'Released'], 'PersistentVolumeStatus.phase'],
  [['AlwaysAllow', 'IfHealthyBudget'], 'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy'],
  [['In', 'NotIn'], 'PodFailurePolicyOnExitCodesRequirement.operator'],
  [['Count', 'FailIndex', 'FailJob', 'Ignore'], 'PodFailurePolicyRule.action'],
  [['Always', 'OnRootMismatch'], 'PodSecurityContext.fsGroupChangePolicy'],
  [['Merge', 'Strict'], 'PodSecurityContext.supplementalGroupsPolicy'],
  [['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], 'PodSpec.dnsPolicy'],
  [['Never', 'PreemptLowerPriority'], 'PodSpec.preemptionPolicy'],
  [['Always', 'Never', 'OnFailure'], 'PodSpec.restartPolicy'],
  [['Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'], 'PodStatus.phase'],
  [['BestEffort', 'Burstable', 'Guaranteed'], 'PodStatus.qosClass'],
  [
    ['BestEffort', 'CrossNamespacePodAffinity', 'NotBestEffort', 'NotTerminating', 'PriorityClass', 'Terminating', 'VolumeAttributesClass'],
    'ResourceQuotaSpec.scopes',
    'ScopedResourceSelectorRequirement.scopeName',
  ],
  [['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'], 'RuleWithOperations.operations', 'NamedRuleWithOperations.operations'],
  [['*', 'Cluster', 'Namespaced'], 'RuleWithOperations.scope', 'NamedRuleWithOperations.scope'],
  [['DoesNotExist', 'Exists', 'In', 'NotIn'], 'ScopedResourceSelectorRequirement.operator'],
  [['Localhost', 'RuntimeDefault', 'Unconfined'], 'SeccompProfile.type', 'AppArmorProfile.type'],
  [['Default', 'Unmasked'], 'SecurityContext.procMount'],
  [['Cluster', 'Local'], 'ServiceSpec.externalTrafficPolicy', 'ServiceSpec.internalTrafficPolicy'],
  [['', 'IPv4', 'IPv6'], 'ServiceSpec.ipFamilies'],
  [['PreferDualStack', 'RequireDualStack', 'SingleStack'], 'ServiceSpec.ipFamilyPolicy'],
  [['ClientIP', 'None'], 'ServiceSpec.sessionAffinity'],
  [['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'], 'ServiceSpec.type'],
  [['OrderedReady', 'Parallel'], 'StatefulSetSpec.podManagementPolicy'],
  [['OnDelete', 'RollingUpdate'], 'StatefulSetUpdateStrategy.type', 'DaemonSetUpdateStrategy.type'],
  [['Immediate', 'WaitForFirstConsumer'], 'StorageClass.volumeBindingMode'],
  [['NoExecute', 'NoSchedule', 'PreferNoSchedule'], 'Taint.effect', 'Toleration.effect'],
  [['Equal', 'Exists', 'Gt', 'Lt'], 'Toleration.operator'],
  [['Honor', 'Ignore'], 'TopologySpreadConstraint.nodeAffinityPolicy', 'TopologySpreadConstraint.nodeTaintsPolicy'],
  [['DoNotSchedule', 'ScheduleAnyway'], 'TopologySpreadConstraint.whenUnsatisfiable'],
  [['Audit', 'Deny', 'Warn'], 'ValidatingAdmissionPolicyBindingSpec.validationActions'],
  [
    ['Fail', 'Ignore'],
    'ValidatingAdmissionPolicySpec.failurePolicy',
    'ValidatingWebhook.failurePolicy',
    'MutatingWebhook.failurePolicy',
    'MutatingAdmissionPolicySpec.failurePolicy',
  ],
  [['None', 'NoneOnDryRun', 'Some', 'Unknown'], 'ValidatingWebhook.sideEffects', 'MutatingWebhook.sideEffects'],
  [['Bidirectional', 'HostToContainer', 'None'], 'VolumeMount.mountPropagation'],
]

const byField: ReadonlyMap<string, readonly string[]> = new Map(rows.flatMap(([values, ...fields]) => fields.map((field) => [field, values] as const)))

/** The values that a field (`Type.field`), or each of its elements, may have; undefined if it may have any. */
export const enumOf = (typeName: string, field: string): readonly string[] | undefined => byField.get(`${typeName}.${field}`)

/** All fields with values of their own, as `Type.field`. */
export const enumFields = (): readonly string[] => [...byField.keys()]

const defaults: Readonly<Record<string, string | number | boolean>> = {
  'AzureDiskVolumeSource.cachingMode': 'ReadWrite',
  'AzureDiskVolumeSource.fsType': 'ext4',
  'AzureDiskVolumeSource.kind': 'Shared',
  'AzureDiskVolumeSource.readOnly': false,
  'ContainerPort.protocol': 'TCP',
  'DeviceToleration.operator': 'Equal',
  'FileKeySelector.optional': false,
  'GRPCAction.service': '',
  'ISCSIPersistentVolumeSource.iscsiInterface': 'default',
  'ISCSIVolumeSource.iscsiInterface': 'default',
  'LocalObjectReference.name': '',
  'RBDPersistentVolumeSource.keyring': '/etc/ceph/keyring',
  'RBDPersistentVolumeSource.pool': 'rbd',
  'RBDPersistentVolumeSource.user': 'admin',
  'RBDVolumeSource.keyring': '/etc/ceph/keyring',
  'RBDVolumeSource.pool': 'rbd',
  'RBDVolumeSource.user': 'admin',
  'ReplicationControllerSpec.minReadySeconds': 0,
  'ReplicationControllerSpec.replicas': 1,
  'ScaleIOPersistentVolumeSource.fsType': 'xfs',
  'ScaleIOPersistentVolumeSource.storageMode': 'ThinProvisioned',
  'ScaleIOVolumeSource.fsType': 'xfs',
  'ScaleIOVolumeSource.storageMode': 'ThinProvisioned',
  'ScaleSpec.replicas': 0,
  'ServicePort.protocol': 'TCP',
}

/** The value that the schema gives a field that is left out (server-side apply: a key of a list), or undefined. */
export const schemaDefault = (typeName: string, field: string): string | number | boolean | undefined => defaults[`${typeName}.${field}`]
