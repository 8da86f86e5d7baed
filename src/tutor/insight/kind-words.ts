/** Kinds as people write them, and what each is in a few words. For explaining lines without asking a cluster. */
export interface KindWord {
  /** Plural, singular, short names. */
  readonly words: readonly string[]
  readonly kind: string
  readonly namespaced: boolean
  readonly says: string
}

const kind = (words: string, name: string, says: string, namespaced = true): KindWord => ({ words: words.split(' '), kind: name, namespaced, says })

const kindWords: readonly KindWord[] = [
  kind('pods pod po', 'Pod', 'what runs: one or a few containers'),
  kind('deployments deployment deploy', 'Deployment', 'keeps so many pods of a template running, and rolls out changes'),
  kind('replicasets replicaset rs', 'ReplicaSet', 'keeps so many like pods; usually owned by a Deployment'),
  kind('statefulsets statefulset sts', 'StatefulSet', 'pods with lasting names and volumes'),
  kind('daemonsets daemonset ds', 'DaemonSet', 'one pod on every node'),
  kind('jobs job', 'Job', 'runs pods until enough have succeeded'),
  kind('cronjobs cronjob cj', 'CronJob', 'makes a Job at set times'),
  kind('services service svc', 'Service', 'one address in front of the pods that a selector finds'),
  kind('endpoints ep', 'Endpoints', 'addresses behind a Service, the old way'),
  kind('endpointslices endpointslice', 'EndpointSlice', 'addresses behind a Service'),
  kind('ingresses ingress ing', 'Ingress', 'routes HTTP from outside to Services'),
  kind('networkpolicies networkpolicy netpol', 'NetworkPolicy', 'which traffic pods may receive and send'),
  kind('configmaps configmap cm', 'ConfigMap', 'configuration as keys and values'),
  kind('secrets secret', 'Secret', 'like a ConfigMap, for what not everybody shall read'),
  kind('persistentvolumeclaims persistentvolumeclaim pvc', 'PersistentVolumeClaim', 'a wish for storage'),
  kind('persistentvolumes persistentvolume pv', 'PersistentVolume', 'a piece of storage', false),
  kind('storageclasses storageclass sc', 'StorageClass', 'a sort of storage', false),
  kind('serviceaccounts serviceaccount sa', 'ServiceAccount', 'who a program is'),
  kind('roles role', 'Role', 'what may be done in one namespace'),
  kind('rolebindings rolebinding', 'RoleBinding', 'who has a role in one namespace'),
  kind('clusterroles clusterrole', 'ClusterRole', 'what may be done, for any namespace or for the cluster', false),
  kind('clusterrolebindings clusterrolebinding', 'ClusterRoleBinding', 'who has a cluster role everywhere', false),
  kind('namespaces namespace ns', 'Namespace', 'a room for names', false),
  kind('nodes node no', 'Node', 'a machine of the cluster', false),
  kind('events event ev', 'Event', 'what a component did or could not do'),
  kind('leases lease', 'Lease', 'who is alive, or leads'),
  kind('resourcequotas resourcequota quota', 'ResourceQuota', 'how much a namespace may use'),
  kind('limitranges limitrange limits', 'LimitRange', 'defaults and bounds for each container'),
  kind('horizontalpodautoscalers horizontalpodautoscaler hpa', 'HorizontalPodAutoscaler', 'changes the number of pods by their load'),
  kind('poddisruptionbudgets poddisruptionbudget pdb', 'PodDisruptionBudget', 'how many pods may be evicted at once'),
  kind('certificatesigningrequests certificatesigningrequest csr', 'CertificateSigningRequest', 'a wish for a certificate', false),
  kind('customresourcedefinitions customresourcedefinition crd crds', 'CustomResourceDefinition', 'a kind of your own', false),
  kind('all', 'several kinds', 'pods, services, deployments, replica sets and the like; not everything'),
]

/** `pods`, `po`, `pods.v1`, `deployments.apps`: case does not matter. */
export const kindOf = (word: string): KindWord | undefined => kindWords.find(({ words }) => words.includes(word.toLowerCase().split('.')[0] as string))
