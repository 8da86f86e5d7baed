/** Role-based access control: what rules, roles and bindings allow, and what the answer says. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { UserInfo } from '../../src/api/request.ts'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../src/api/types.ts'
import type { Attributes } from '../../src/control-plane/api-server/authorization/authorizer.ts'
import { bootstrapClusterRoleBindings, bootstrapClusterRoles } from '../../src/control-plane/api-server/authorization/bootstrap-policy/index.ts'
import { escalation } from '../../src/control-plane/api-server/authorization/escalation.ts'
import { forbiddenRequest } from '../../src/control-plane/api-server/authorization/forbidden-message.ts'
import { RbacAuthorizer } from '../../src/control-plane/api-server/authorization/rbac.ts'
import { ruleAllows } from '../../src/control-plane/api-server/authorization/rules.ts'

const jane: UserInfo = { username: 'jane', groups: ['developers', 'system:authenticated'] }
const builder: UserInfo = {
  username: 'system:serviceaccount:ci:builder',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:ci', 'system:authenticated'],
}

/** `get pods/log in default named web`, `get /healthz` */
function request(text: string, user: UserInfo = jane): Attributes {
  const [, verb = '', what = '', namespace = '', name = ''] = /^(\S+) (\S+)(?: in (\S+))?(?: named (\S+))?$/.exec(text) ?? []
  if (what.startsWith('/')) return { user, verb, isResource: false, group: '', version: '', resource: '', subresource: '', namespace: '', name: '', path: what }
  const [qualified = '', subresource = ''] = what.split('/')
  const [resource = '', ...group] = qualified.split('.')
  return { user, verb, isResource: true, group: group.join('.'), version: 'v1', resource, subresource, namespace, name, path: '' }
}

describe('a rule', () => {
  const pods: PolicyRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }

  it.each<[string, PolicyRule, boolean]>([
    ['get pods', pods, true],
    ['delete pods', pods, false],
    ['get pods/log', pods, false],
    ['get pods.metrics.k8s.io', pods, false],
    ['get pods/log', { ...pods, resources: ['pods/log'] }, true],
    ['get pods', { ...pods, resources: ['pods/log'] }, false],
    ['get pods/log', { ...pods, resources: ['*'] }, true],
    ['get deployments.apps/scale', { ...pods, apiGroups: ['*'], resources: ['*/scale'] }, true],
    ['get deployments.apps', { ...pods, apiGroups: ['*'], resources: ['*/scale'] }, false],
    ['get pods named web', { ...pods, resourceNames: ['web'] }, true],
    ['get pods named db', { ...pods, resourceNames: ['web'] }, false],
    ['list pods', { ...pods, resourceNames: ['web'] }, false],
    ['get /healthz', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, true],
    ['get /healthz/etcd', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, false],
    ['get /healthz/etcd', { verbs: ['get'], nonResourceURLs: ['/healthz/*'] }, true],
    ['get /healthz', { verbs: ['*'], nonResourceURLs: ['*'] }, true],
    ['get /healthz', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, false],
  ])('%s with %j: %s', (text, rule, allowed) => {
    expect(ruleAllows(rule, request(text))).toBe(allowed)
  })
})

describe('bindings', () => {
  let roles: Role[]
  let roleBindings: RoleBinding[]
  let clusterBindings: ClusterRoleBinding[]
  let version = 0
  let rbac: RbacAuthorizer

  const metadata = (name: string, namespace = ''): any => ({ name, namespace })
  const binding = (name: string, kind: string, role: string, ...subjects: { kind: string; name: string; namespace?: string }[]): RoleBinding =>
    ({ metadata: metadata(name, 'default'), roleRef: { apiGroup: '', kind, name: role }, subjects }) as RoleBinding

  beforeEach(() => {
    roles = [{ metadata: metadata('reader', 'default'), rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] } as Role]
    roleBindings = []
    clusterBindings = [...bootstrapClusterRoleBindings]
    rbac = new RbacAuthorizer({
      version: () => version++,
      clusterRoleBindings: () => clusterBindings,
      roleBindings: (namespace) => roleBindings.filter((each) => each.metadata.namespace === namespace),
      clusterRole: (name) => bootstrapClusterRoles.find((role) => role.metadata.name === name) as ClusterRole | undefined,
      role: (namespace, name) => roles.find((role) => role.metadata.name === name && role.metadata.namespace === namespace),
    })
  })

  it('without one, nothing is allowed, and no reason is given', () => {
    expect(rbac.authorize(request('get pods in default'))).toEqual({ allowed: false, reason: '' })
  })

  it('of a role hold in their namespace', () => {
    roleBindings = [binding('readers', 'Role', 'reader', { kind: 'User', name: 'jane' })]
    expect(rbac.authorize(request('get pods in default'))).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "readers/default" of Role "reader" to User "jane"',
    })
    expect(rbac.authorize(request('get pods in other')).allowed).toBe(false)
    expect(rbac.authorize(request('get pods')).allowed).toBe(false)
  })

  it('reach groups and service accounts', () => {
    roleBindings = [
      binding('a', 'ClusterRole', 'view', { kind: 'Group', name: 'developers' }),
      binding('b', 'ClusterRole', 'edit', { kind: 'ServiceAccount', name: 'builder', namespace: 'ci' }),
    ]
    expect(rbac.authorize(request('list deployments.apps in default')).reason).toBe(
      'RBAC: allowed by RoleBinding "a/default" of ClusterRole "view" to Group "developers"',
    )
    expect(rbac.authorize(request('get secrets in default')).allowed).toBe(false)
    expect(rbac.authorize(request('create secrets in default', builder)).reason).toBe(
      'RBAC: allowed by RoleBinding "b/default" of ClusterRole "edit" to ServiceAccount "builder/ci"',
    )
  })

  it('of a cluster role for the cluster hold everywhere', () => {
    clusterBindings.push(binding('jane-admin', 'ClusterRole', 'cluster-admin', { kind: 'User', name: 'jane' }) as ClusterRoleBinding)
    expect(rbac.authorize(request('delete nodes named worker-1')).reason).toBe(
      'RBAC: allowed by ClusterRoleBinding "jane-admin" of ClusterRole "cluster-admin" to User "jane"',
    )
  })

  it('to a role that is not there say so', () => {
    roleBindings = [binding('broken', 'Role', 'gone', { kind: 'User', name: 'jane' })]
    expect(rbac.authorize(request('get pods in default')).reason).toBe('RBAC: role.rbac.authorization.k8s.io "gone" not found')
  })

  it('are counted in kubectl auth can-i --list', () => {
    roleBindings = [binding('readers', 'Role', 'reader', { kind: 'User', name: 'jane' })]
    expect(rbac.rulesFor(jane, 'default').resourceRules).toEqual([
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    ])
  })
})

describe('the answer to those who may not', () => {
  const message = (text: string, reason = ''): string => forbiddenRequest(request(text), reason).message

  it('is the one that everybody knows', () => {
    expect(message('list pods in default')).toBe('pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"')
    expect(message('delete deployments.apps in default named web')).toBe(
      'deployments.apps "web" is forbidden: User "jane" cannot delete resource "deployments" in API group "apps" in the namespace "default"',
    )
    expect(message('get nodes')).toBe('nodes is forbidden: User "jane" cannot get resource "nodes" in API group "" at the cluster scope')
    expect(message('get pods/log in default named web')).toBe(
      'pods "web" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
    )
    expect(message('get /metrics')).toBe('forbidden: User "jane" cannot get path "/metrics"')
    expect(message('get pods in default', 'RBAC: role.rbac.authorization.k8s.io "gone" not found')).toBe(
      'pods is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "default": RBAC: role.rbac.authorization.k8s.io "gone" not found',
    )
  })
})

describe('granting', () => {
  const held: PolicyRule[] = [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }]

  it('what one has is fine', () => {
    expect(escalation(jane, held, [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['web'] }])).toBeUndefined()
    expect(escalation(jane, [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], held)).toBeUndefined()
  })

  it('what one has not is refused, with the list', () => {
    expect(
      escalation(jane, held, [
        { verbs: ['get', 'delete', 'watch'], apiGroups: [''], resources: ['pods'] },
        { verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'] },
        { verbs: ['get'], nonResourceURLs: ['/metrics'] },
      ]),
    ).toBe(
      [
        'user "jane" (groups=["developers" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
        '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
        '{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}',
        '{NonResourceURLs:["/metrics"], Verbs:["get"]}',
      ].join('\n'),
    )
  })
})

describe('the default roles', () => {
  it('have one for each controller, bound to its service account', () => {
    const role = 'system:controller:replicaset-controller'
    expect(bootstrapClusterRoleBindings.find((each) => each.metadata.name === role)).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {
        name: role,
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
        annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: 'replicaset-controller', namespace: 'kube-system' }],
    })
    for (const binding of bootstrapClusterRoleBindings) expect(bootstrapClusterRoles.map((each) => each.metadata.name)).toContain(binding.roleRef.name)
  })
})
