/** What somebody may, spelled out: one line for each verb on each resource that some binding grants. */
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '../../api/kinds.ts'
import type { UserInfo } from '../../api/request.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../api/types.ts'
import type { Cluster } from '../../cluster.ts'
import { appliesTo } from '../../control-plane/api-server/authorization/subjects.ts'

/**
 * Rights as checks name them: `list pods`, `patch deployments.apps/scale front`, `* *.*`, `get /metrics`. What the cluster
 * grants to everybody from its beginning is left out, and so are resources that it does not serve: a rule for two API
 * groups names many of those.
 */
export function rightsOf({ admin, apiServer }: Cluster, user: UserInfo, namespace: string): string[] {
  const bindings: readonly (RoleBinding | ClusterRoleBinding)[] = [
    ...admin.list<ClusterRoleBinding>(clusterRoleBindings).items,
    ...(namespace === '' ? [] : admin.list<RoleBinding>(roleBindings, { namespace }).items),
  ]
  const served = new Set(apiServer.definitions.map(({ of }) => `${of.group}/${of.plural}`))
  const rulesOf = ({ kind, name }: RoleBinding['roleRef']): readonly PolicyRule[] =>
    (kind === 'Role' ? admin.find<Role>(roles, name, namespace) : admin.find<ClusterRole>(clusterRoles, name))?.rules ?? []
  const rules = bindings
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/bootstrapping'] !== 'rbac-defaults')
    .filter(({ subjects }) => subjects?.some((subject) => appliesTo(user, subject, namespace)))
    .flatMap(({ roleRef }) => rulesOf(roleRef))
  const isServed = (group: string, plural: string) => group === '*' || plural === '*' || served.has(`${group}/${plural}`) || people.includes(plural)
  return [...new Set(rules.flatMap((rule) => spelledOut(rule, isServed)))]
}

/** There are no objects of these kinds, and yet they may be impersonated. */
const people = ['users', 'groups', 'uids']

function spelledOut({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule, isServed: Served): string[] {
  const targets = apiGroups.flatMap((group) => resources.flatMap((resource) => target(group, resource, isServed)))
  const named = resourceNames.length === 0 ? targets : targets.flatMap((one) => resourceNames.map((name) => `${one} ${name}`))
  return verbs.flatMap((verb) => [...named, ...nonResourceURLs].map((what) => `${verb} ${what}`))
}

type Served = (group: string, plural: string) => boolean

/** `deployments.apps/scale` */
function target(group: string, resource: string, isServed: Served): string[] {
  const [plural = '', ...subresource] = resource.split('/')
  return isServed(group, plural) ? [[group === '' ? plural : `${plural}.${group}`, ...subresource].join('/')] : []
}
