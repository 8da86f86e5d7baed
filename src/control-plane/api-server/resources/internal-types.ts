/**
 * The fields of the API server's internal types (those of pods, and a few that findings show), in their order, as facts of pkg/apis/core/types.go.
 * A field is a text unless marked: `#` number, `!` boolean, `*` pointer or map (null if unset), `[]Type` list of Type,
 * `*Type` pointer to Type, `:Type` a Type that is always there. Types not listed look as on the wire.
 */
export interface InternalField {
  /** In Go: `DNSPolicy`. */
  readonly name: string
  /** On the wire: `dnsPolicy`. */
  readonly wire: string
  readonly zero: string | number | boolean | null | object
  readonly list: boolean
  /** Type of the value or the items; empty for scalars, and for what looks as on the wire. */
  readonly type: string
}

const sources =
  'HostPath*HostPathVolumeSource EmptyDir*EmptyDirVolumeSource GCEPersistentDisk* AWSElasticBlockStore* GitRepo* Secret*SecretVolumeSource NFS* ISCSI* Glusterfs* ' +
  'PersistentVolumeClaim*PersistentVolumeClaimVolumeSource RBD* Quobyte* FlexVolume* Cinder* CephFS* Flocker* DownwardAPI*DownwardAPIVolumeSource FC* AzureFile* ' +
  'ConfigMap*ConfigMapVolumeSource VsphereVolume* AzureDisk* PhotonPersistentDisk* Projected*ProjectedVolumeSource PortworxVolume* ScaleIO* StorageOS* CSI* Ephemeral* Image*ImageVolumeSource'

const container =
  'Name Image Command[] Args[] WorkingDir Ports[]ContainerPort EnvFrom[]EnvFromSource Env[]EnvVar Resources:ResourceRequirements ResizePolicy[]ContainerResizePolicy ' +
  'RestartPolicy* RestartPolicyRules[] VolumeMounts[]VolumeMount VolumeDevices[]VolumeDevice LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe ' +
  'Lifecycle*Lifecycle TerminationMessagePath TerminationMessagePolicy ImagePullPolicy SecurityContext*SecurityContext Stdin! StdinOnce! TTY!'

const definitions: Readonly<Record<string, string>> = {
  DeploymentStrategy: 'Type RollingUpdate*RollingUpdateDeployment',
  RollingUpdateDeployment: 'MaxUnavailable MaxSurge',
  DaemonSetUpdateStrategy: 'Type RollingUpdate*RollingUpdateDeployment',
  StatefulSetUpdateStrategy: 'Type RollingUpdate*RollingUpdateStatefulSetStrategy',
  RollingUpdateStatefulSetStrategy: 'Partition# MaxUnavailable*',
  PodDisruptionBudgetSpec: 'MinAvailable* Selector*LabelSelector MaxUnavailable* UnhealthyPodEvictionPolicy*',
  SuccessPolicy: 'Rules[]SuccessPolicyRule',
  SuccessPolicyRule: 'SucceededIndexes* SucceededCount*',
  PodFailurePolicy: 'Rules[]PodFailurePolicyRule',
  PodFailurePolicyRule: 'Action OnExitCodes*OnExitCodes OnPodConditions[]OnPodConditions',
  OnExitCodes: 'ContainerName* Operator Values[]',
  OnPodConditions: 'Type Status',
  HorizontalPodAutoscalerBehavior: 'ScaleUp*HPAScalingRules ScaleDown*HPAScalingRules',
  HPAScalingRules: 'StabilizationWindowSeconds* SelectPolicy* Policies[]HPAScalingPolicy Tolerance*',
  HPAScalingPolicy: 'Type Value# PeriodSeconds#',
  PodSpec:
    'Volumes[]Volume InitContainers[]Container Containers[]Container EphemeralContainers[]EphemeralContainer RestartPolicy TerminationGracePeriodSeconds* ' +
    'ActiveDeadlineSeconds* DNSPolicy NodeSelector* ServiceAccountName AutomountServiceAccountToken* NodeName SecurityContext*PodSecurityContext ' +
    'ImagePullSecrets[]LocalObjectReference Hostname Subdomain SetHostnameAsFQDN* Affinity*Affinity SchedulerName Tolerations[]Toleration HostAliases[]HostAlias ' +
    'PriorityClassName Priority* PreemptionPolicy* DNSConfig*PodDNSConfig ReadinessGates[]PodReadinessGate RuntimeClassName* Overhead* EnableServiceLinks* ' +
    'TopologySpreadConstraints[]TopologySpreadConstraint OS*PodOS SchedulingGates[]PodSchedulingGate ResourceClaims[]PodResourceClaim ' +
    'Resources*ResourceRequirements HostnameOverride* SchedulingGroup*PodSchedulingGroup',
  Volume: `Name ${sources}`,
  HostPathVolumeSource: 'Path Type*',
  EmptyDirVolumeSource: 'Medium SizeLimit*',
  SecretVolumeSource: 'SecretName Items[]KeyToPath DefaultMode* Optional*',
  ConfigMapVolumeSource: 'Name Items[]KeyToPath DefaultMode* Optional*',
  PersistentVolumeClaimVolumeSource: 'ClaimName ReadOnly!',
  DownwardAPIVolumeSource: 'Items[]DownwardAPIVolumeFile DefaultMode*',
  DownwardAPIVolumeFile: 'Path FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector Mode*',
  ProjectedVolumeSource: 'Sources[]VolumeProjection DefaultMode*',
  VolumeProjection:
    'Secret*SecretProjection DownwardAPI*DownwardAPIProjection ConfigMap*ConfigMapProjection ServiceAccountToken*ServiceAccountTokenProjection ClusterTrustBundle* PodCertificate*',
  SecretProjection: 'Name Items[]KeyToPath Optional*',
  ConfigMapProjection: 'Name Items[]KeyToPath Optional*',
  DownwardAPIProjection: 'Items[]DownwardAPIVolumeFile',
  ServiceAccountTokenProjection: 'Audience ExpirationSeconds# Path',
  ImageVolumeSource: 'Reference PullPolicy',
  KeyToPath: 'Key Path Mode*',
  Container: container,
  EphemeralContainer: `${container} TargetContainerName`,
  ContainerPort: 'Name HostPort# ContainerPort# Protocol HostIP',
  EnvFromSource: 'Prefix ConfigMapRef*EnvSource SecretRef*EnvSource',
  EnvSource: 'Name Optional*',
  EnvVar: 'Name Value ValueFrom*EnvVarSource',
  EnvVarSource:
    'FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector ConfigMapKeyRef*KeySelector SecretKeyRef*KeySelector FileKeyRef*FileKeySelector',
  ObjectFieldSelector: 'APIVersion FieldPath',
  ResourceFieldSelector: 'ContainerName Resource Divisor',
  KeySelector: 'Name Key Optional*',
  FileKeySelector: 'VolumeName Path Key Optional*',
  ResourceRequirements: 'Limits* Requests* Claims[]ResourceClaim',
  ResourceClaim: 'Name Request',
  ContainerResizePolicy: 'ResourceName RestartPolicy',
  VolumeMount: 'Name ReadOnly! RecursiveReadOnly* MountPath SubPath MountPropagation* SubPathExpr',
  VolumeDevice: 'Name DevicePath',
  Probe:
    'Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction GRPC*GRPCAction InitialDelaySeconds# TimeoutSeconds# PeriodSeconds# SuccessThreshold# ' +
    'FailureThreshold# TerminationGracePeriodSeconds*',
  Lifecycle: 'PostStart*LifecycleHandler PreStop*LifecycleHandler StopSignal*',
  LifecycleHandler: 'Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction Sleep*SleepAction',
  ExecAction: 'Command[]',
  HTTPGetAction: 'Path Port Host Scheme HTTPHeaders[]HTTPHeader',
  HTTPHeader: 'Name Value',
  TCPSocketAction: 'Port Host',
  GRPCAction: 'Port# Service*',
  SleepAction: 'Seconds#',
  SecurityContext:
    'Capabilities*Capabilities Privileged* SELinuxOptions*SELinuxOptions WindowsOptions* RunAsUser* RunAsGroup* RunAsNonRoot* ReadOnlyRootFilesystem* ' +
    'AllowPrivilegeEscalation* ProcMount* SeccompProfile*SeccompProfile AppArmorProfile*AppArmorProfile',
  PersistentVolumeClaimSpec:
    'AccessModes[] Selector* Resources:VolumeResourceRequirements VolumeName StorageClassName* VolumeMode* DataSource*TypedLocalObjectReference ' +
    'DataSourceRef*TypedObjectReference VolumeAttributesClassName*',
  VolumeResourceRequirements: 'Limits* Requests*',
  TypedLocalObjectReference: 'APIGroup* Kind Name',
  TypedObjectReference: 'APIGroup* Kind Name Namespace*',
  PersistentVolumeSource:
    'GCEPersistentDisk* AWSElasticBlockStore* HostPath*HostPathVolumeSource Glusterfs* NFS*NFSVolumeSource RBD* Quobyte* ISCSI* FlexVolume* Cinder* CephFS* FC* ' +
    'Flocker* AzureFile* VsphereVolume* AzureDisk* PhotonPersistentDisk* PortworxVolume* ScaleIO* Local*LocalVolumeSource StorageOS* CSI*CSIPersistentVolumeSource',
  NFSVolumeSource: 'Server Path ReadOnly!',
  LocalVolumeSource: 'Path FSType*',
  CSIPersistentVolumeSource:
    'Driver VolumeHandle ReadOnly! FSType VolumeAttributes* ControllerPublishSecretRef*SecretReference NodeStageSecretRef*SecretReference ' +
    'NodePublishSecretRef*SecretReference ControllerExpandSecretRef*SecretReference NodeExpandSecretRef*SecretReference',
  SecretReference: 'Name Namespace',
  Capabilities: 'Add[] Drop[]',
  SELinuxOptions: 'User Role Type Level',
  SeccompProfile: 'Type LocalhostProfile*',
  AppArmorProfile: 'Type LocalhostProfile*',
  PodSecurityContext:
    'HostNetwork! HostPID! HostIPC! ShareProcessNamespace* HostUsers* SELinuxOptions*SELinuxOptions WindowsOptions* RunAsUser* RunAsGroup* RunAsNonRoot* ' +
    'SupplementalGroups[] SupplementalGroupsPolicy* FSGroup* FSGroupChangePolicy* Sysctls[]Sysctl SeccompProfile*SeccompProfile AppArmorProfile*AppArmorProfile SELinuxChangePolicy*',
  Sysctl: 'Name Value',
  LocalObjectReference: 'Name',
  Toleration: 'Key Operator Value Effect TolerationSeconds*',
  Taint: 'Key Value Effect TimeAdded*',
  ServicePort: 'Name Protocol AppProtocol* Port# TargetPort NodePort#',
  RoleRef: 'APIGroup Kind Name',
  HostAlias: 'IP Hostnames[]',
  PodDNSConfig: 'Nameservers[] Searches[] Options[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name Value*',
  PodReadinessGate: 'ConditionType',
  PodOS: 'Name',
  PodSchedulingGate: 'Name',
  PodSchedulingGroup: 'PodGroupName*',
  PodResourceClaim: 'Name ResourceClaimName* ResourceClaimTemplateName*',
  TopologySpreadConstraint: 'MaxSkew# TopologyKey WhenUnsatisfiable LabelSelector* MinDomains* NodeAffinityPolicy* NodeTaintsPolicy* MatchLabelKeys[]',
  Affinity: 'NodeAffinity*NodeAffinity PodAffinity*PodAffinity PodAntiAffinity*PodAffinity',
  NodeAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution[]PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms[]NodeSelectorTerm',
  NodeSelectorTerm: 'MatchExpressions[]NodeSelectorRequirement MatchFields[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'Key Operator Values[]',
  PreferredSchedulingTerm: 'Weight# Preference:NodeSelectorTerm',
  PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution[]PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution[]WeightedPodAffinityTerm',
  WeightedPodAffinityTerm: 'Weight# PodAffinityTerm:PodAffinityTerm',
  PodAffinityTerm: 'LabelSelector* Namespaces[] TopologyKey NamespaceSelector* MatchLabelKeys[] MismatchLabelKeys[]',
}

const wireNames: Readonly<Record<string, string>> = { CephFS: 'cephfs', StorageOS: 'storageos' }

/** Go's `DNSPolicy`, `TTY`, `SELinuxOptions` are `dnsPolicy`, `tty`, `seLinuxOptions` on the wire. */
const wireName = (name: string): string => wireNames[name] ?? name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())

function parse(token: string): InternalField {
  const [, name = '', mark = '', type = ''] = /^([A-Za-z]+)(\[\]|[#!*:])?([A-Za-z]*)$/.exec(token) ?? []
  const zero = mark === '' ? '' : mark === '#' ? 0 : mark === '!' ? false : mark === ':' ? {} : null
  return { name, wire: wireName(name), zero, list: mark === '[]', type }
}

export const internalTypes: Readonly<Record<string, readonly InternalField[]>> = Object.fromEntries(
  Object.entries(definitions).map(([type, text]) => [type, text.split(' ').map(parse)]),
)
