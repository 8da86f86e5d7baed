/**
 * The priority levels and flow schemas that every API server starts with. In a real one they decide which requests
 * wait when there are too many at once; here all requests are served at once, and the objects can be looked at.
 * Facts of apiserver pkg/apis/flowcontrol/bootstrap.
 */
import type { Draft } from '../../../api/object.ts'
import type { FlowcontrolV1Subject, FlowSchema, PolicyRulesWithSubjects, PriorityLevelConfiguration, ResourcePolicyRule } from '../../../api/types.ts'

/** The server may bring them up to date by itself. */
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' }

const queues = (queues: number, handSize: number): { queues: number; handSize: number; queueLengthLimit: number } => ({
  queues,
  handSize,
  queueLengthLimit: 50,
})

const level = (
  name: string,
  nominalConcurrencyShares: number,
  lendablePercent: number,
  queuing?: ReturnType<typeof queues>,
): Draft<PriorityLevelConfiguration> => ({
  metadata: { name, annotations },
  spec: {
    type: 'Limited',
    limited: { nominalConcurrencyShares, lendablePercent, limitResponse: queuing ? { type: 'Queue', queuing } : { type: 'Reject' } },
  },
})

export const priorityLevels: readonly Draft<PriorityLevelConfiguration>[] = [
  { metadata: { name: 'exempt', annotations }, spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } } },
  level('catch-all', 5, 0),
  level('system', 30, 33, queues(64, 6)),
  level('node-high', 40, 25, queues(64, 6)),
  level('leader-election', 10, 0, queues(16, 4)),
  level('workload-high', 40, 50, queues(128, 6)),
  level('workload-low', 100, 90, queues(128, 6)),
  level('global-default', 20, 50, queues(128, 6)),
]

type Method = 'ByUser' | 'ByNamespace'

const groups = (...names: string[]): FlowcontrolV1Subject[] => names.map((name) => ({ kind: 'Group', group: { name } }))
const users = (...names: string[]): FlowcontrolV1Subject[] => names.map((name) => ({ kind: 'User', user: { name } }))
const accounts = (...names: string[]): FlowcontrolV1Subject[] =>
  names.map((name) => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } }))

const rule = (verbs: string[], apiGroup: string, resources: string[], more: Partial<ResourcePolicyRule> = { namespaces: ['*'] }): ResourcePolicyRule => ({
  verbs,
  apiGroups: [apiGroup],
  resources,
  ...more,
})

const schema = (
  name: string,
  priorityLevel: string,
  matchingPrecedence: number,
  method: Method | undefined,
  rules: PolicyRulesWithSubjects,
): Draft<FlowSchema> => ({
  metadata: { name, annotations },
  spec: {
    priorityLevelConfiguration: { name: priorityLevel },
    matchingPrecedence,
    ...(method ? { distinguisherMethod: { type: method } } : {}),
    rules: [rules],
  },
})

/** Whatever these do. */
const everything = (subjects: FlowcontrolV1Subject[]): PolicyRulesWithSubjects => ({
  subjects,
  resourceRules: [rule(['*'], '*', ['*'], { namespaces: ['*'], clusterScope: true })],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
})

const electing = ['get', 'create', 'update']
const everybody = groups('system:unauthenticated', 'system:authenticated')

export const flowSchemas: readonly Draft<FlowSchema>[] = [
  schema('exempt', 'exempt', 1, undefined, everything(groups('system:masters'))),
  schema('catch-all', 'catch-all', 10000, 'ByUser', everything(everybody)),
  schema('system-nodes', 'system', 500, 'ByUser', everything(groups('system:nodes'))),
  schema('system-node-high', 'node-high', 400, 'ByUser', {
    subjects: groups('system:nodes'),
    resourceRules: [rule(['*'], '', ['nodes', 'nodes/status'], { namespaces: ['*'], clusterScope: true }), rule(['*'], 'coordination.k8s.io', ['leases'])],
  }),
  schema('probes', 'exempt', 2, undefined, {
    subjects: everybody,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  schema('system-leader-election', 'leader-election', 100, 'ByUser', {
    subjects: [...users('system:kube-controller-manager', 'system:kube-scheduler'), ...accounts('*')],
    resourceRules: [rule(electing, 'coordination.k8s.io', ['leases'])],
  }),
  schema('workload-leader-election', 'leader-election', 200, 'ByUser', {
    subjects: accounts('*'),
    resourceRules: [rule(electing, 'coordination.k8s.io', ['leases'])],
  }),
  schema('endpoint-controller', 'workload-high', 150, 'ByUser', {
    subjects: [...users('system:kube-controller-manager'), ...accounts('endpoint-controller', 'endpointslicemirroring-controller')],
    resourceRules: [rule(electing, '', ['endpoints'])],
  }),
  schema('kube-controller-manager', 'workload-high', 800, 'ByNamespace', everything(users('system:kube-controller-manager'))),
  schema('kube-scheduler', 'workload-high', 800, 'ByNamespace', everything(users('system:kube-scheduler'))),
  schema('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', everything(accounts('*'))),
  schema('service-accounts', 'workload-low', 9000, 'ByUser', everything(groups('system:serviceaccounts'))),
  schema('global-default', 'global-default', 9900, 'ByUser', everything(everybody)),
]
