/**
 * How lists (and a few objects) of the API are patched and owned, where that differs from the rule: by default an
 * object is merged field by field and a list is replaced whole (strategic merge patch) or owned whole (server-side apply).
 * In Kubernetes these facts are struct tags in k8s.io/api; types are named as in schema.ts.
 */

export interface MergeRule {
  /** Strategic merge patch: lists with `merge` are merged element by element, an object with `replace` is not merged. */
  readonly strategy?: 'merge' | 'replace'
  /** Strategic merge patch: fields that the patch does not name are dropped ($retainKeys). */
  readonly retainKeys?: true
  /** The field that tells elements of a merged list apart; absent for lists of scalars. */
  readonly mergeKey?: string
  /** Server-side apply: elements are owned one by one, told apart by their value (set) or by `keys` (map). */
  readonly list?: 'set' | 'map'
  readonly keys?: readonly string[]
}

/** Merged and owned by element. The first key is the one that strategic merge looks at, even where it takes more to be unique. */
const by = (...keys: [string, ...string[]]): MergeRule => ({ strategy: 'merge', mergeKey: keys[0], list: 'map', keys })
/** As `by`, for elements that are one of several: a volume that becomes a Secret must stop being a ConfigMap. */
const oneOfBy = (key: string): MergeRule => ({ ...by(key), retainKeys: true })
/** Merged by strategic merge patch, but owned as a whole. */
const mergedBy = (mergeKey: string): MergeRule => ({ strategy: 'merge', mergeKey })
/** Owned by element, but replaced by strategic merge patch. */
const ownedBy = (...keys: string[]): MergeRule => ({ list: 'map', keys })
const mergedSet: MergeRule = { strategy: 'merge', list: 'set' }
const ownedSet: MergeRule = { list: 'set' }
const oneOf: MergeRule = { retainKeys: true }
const replaced: MergeRule = { strategy: 'replace' }

const conditions = { conditions: by('type') }
const containerLists = {
  env: by('name'),
  ports: by('containerPort', 'protocol'),
  volumeDevices: by('devicePath'),
  volumeMounts: by('mountPath'),
}

const rules: Readonly<Record<string, Readonly<Record<string, MergeRule>>>> = {
  ObjectMeta: { finalizers: mergedSet, ownerReferences: by('uid') },

  // Pods
  PodSpec: {
    containers: by('name'),
    initContainers: by('name'),
    ephemeralContainers: by('name'),
    volumes: oneOfBy('name'),
    imagePullSecrets: by('name'),
    hostAliases: by('ip'),
    resourceClaims: oneOfBy('name'),
    schedulingGates: by('name'),
    topologySpreadConstraints: by('topologyKey', 'whenUnsatisfiable'),
  },
  PodStatus: { ...conditions, podIPs: by('ip'), hostIPs: mergedBy('ip'), resourceClaimStatuses: oneOfBy('name') },
  Container: containerLists,
  EphemeralContainer: containerLists,
  ContainerStatus: { allocatedResourcesStatus: by('name'), volumeMounts: by('mountPath') },
  ContainerRestartRuleOnExitCodes: { values: ownedSet },
  ResourceRequirements: { claims: ownedBy('name') },
  ResourceStatus: { resources: ownedBy('resourceID') },

  // Workloads
  DeploymentSpec: { strategy: oneOf },
  DeploymentStatus: conditions,
  ReplicaSetStatus: conditions,
  ReplicationControllerStatus: conditions,
  DaemonSetStatus: conditions,
  StatefulSetStatus: conditions,
  JobStatus: { conditions: mergedBy('type') },
  PodFailurePolicyOnExitCodesRequirement: { values: ownedSet },
  UncountedTerminatedPods: { failed: ownedSet, succeeded: ownedSet },
  V2HorizontalPodAutoscalerStatus: conditions,
  PodDisruptionBudgetSpec: { selector: replaced },
  PodDisruptionBudgetStatus: conditions,

  // Services and the network
  ServiceSpec: { ports: by('port', 'protocol') },
  ServiceStatus: conditions,
  ServiceCIDRStatus: conditions,
  Endpoint: { addresses: ownedSet },

  // Cluster and storage
  NamespaceStatus: conditions,
  NodeSpec: { podCIDRs: mergedSet },
  NodeStatus: { ...conditions, addresses: by('type') },
  NodeAllocatableResourceClaimStatus: { containers: ownedSet },
  ComponentStatus: conditions,
  ServiceAccount: { secrets: by('name') },
  PersistentVolumeClaimStatus: conditions,
  CSINodeSpec: { drivers: by('name') },
  CSIDriverSpec: { volumeLifecycleModes: ownedSet },
  AllocatedDeviceStatus: { conditions: ownedBy('type') },
  ResourceClaimStatus: { devices: ownedBy('driver', 'device', 'pool', 'shareID'), reservedFor: by('uid') },

  // Policy and extension
  CertificateSigningRequestStatus: { conditions: ownedBy('type') },
  CustomResourceDefinitionStatus: { conditions: ownedBy('type') },
  JSONSchemaProps: { 'x-kubernetes-validations': by('rule') },
  APIServiceStatus: conditions,
  MutatingAdmissionPolicySpec: { matchConditions: by('name') },
  MutatingWebhook: { matchConditions: by('name') },
  MutatingWebhookConfiguration: { webhooks: by('name') },
  ValidatingAdmissionPolicyBindingSpec: { validationActions: ownedSet },
  ValidatingAdmissionPolicySpec: { matchConditions: by('name'), variables: by('name') },
  ValidatingAdmissionPolicyStatus: { conditions: ownedBy('type') },
  ValidatingWebhook: { matchConditions: by('name') },
  ValidatingWebhookConfiguration: { webhooks: by('name') },
  FlowSchemaStatus: conditions,
  PriorityLevelConfigurationStatus: conditions,
  NonResourcePolicyRule: { nonResourceURLs: ownedSet, verbs: ownedSet },
  ResourcePolicyRule: { apiGroups: ownedSet, namespaces: ownedSet, resources: ownedSet, verbs: ownedSet },
}

const none: MergeRule = {}

/** The rule of a field; an empty one if the field follows the default. */
export const mergeRule = (typeName: string, field: string): MergeRule => rules[typeName]?.[field] ?? none

export interface ListType {
  readonly type: 'atomic' | 'set' | 'map'
  /** The fields that tell the elements of a map apart, in the order of the API's documents. */
  readonly keys?: readonly string[]
}

const atomicList: ListType = { type: 'atomic' }

/** How server-side apply owns the list in this field: as a whole (atomic, the default), by value (set), or by `keys` (map). */
export function listTypeOf(typeName: string, field: string): ListType {
  const { list, keys } = mergeRule(typeName, field)
  if (list === undefined) return atomicList
  return keys ? { type: list, keys } : { type: list }
}

/** Every field with a rule of its own, as `Type.field`. */
export const mergeRules = (): ReadonlyMap<string, MergeRule> =>
  new Map(Object.entries(rules).flatMap(([type, fields]) => Object.entries(fields).map(([field, rule]) => [`${type}.${field}`, rule] as const)))

/** Types whose objects server-side apply owns as a whole. */
const atomicTypes: ReadonlySet<string> = new Set([
  'ConfigMapKeySelector',
  'CoreV1EndpointPort',
  'CrossVersionObjectReference',
  'DiscoveryV1EndpointPort',
  'EndpointAddress',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'MatchResources',
  'NamedRuleWithOperations',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ParamKind',
  'ParamRef',
  'RbacV1Subject',
  'ResourceFieldSelector',
  'RoleRef',
  'ScopeSelector',
  'SecretKeySelector',
  'SecretReference',
  'ServiceBackendPort',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
  'Variable',
])

/** Fields that server-side apply owns as a whole although their type is a plain map, and the one that it does not although its type is atomic. */
const atomicFields: ReadonlySet<string> = new Set([
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
  'ServiceSpec.selector',
])
const granularFields: ReadonlySet<string> = new Set(['PersistentVolumeSpec.claimRef'])

/** Whether server-side apply owns the object (or map) in this field as a whole. `type` is the field's type. */
export function isAtomicField(typeName: string, field: string, type: string): boolean {
  const name = `${typeName}.${field}`
  return atomicFields.has(name) || (atomicTypes.has(type) && !granularFields.has(name))
}

/** Whether server-side apply owns objects of this type as a whole, wherever no field says otherwise. */
export const isAtomicType = (type: string): boolean => atomicTypes.has(type)
