/** kubectl --as: what it needs, and what is said to who may not. */
import { describe, expect, it } from '@jest/globals'
import { server } from './server.ts'

describe('acting as somebody else', () => {
  const as = (headers: Record<string, string>) => server().send('GET', '/api/v1/nodes', undefined, headers).body

  it('needs a name', () => {
    const { reason, message } = as({ 'impersonate-group': 'ops,dev', 'impersonate-uid': '7', 'impersonate-extra-why': 'test' })
    expect([reason, message]).toEqual([
      'BadRequest',
      'requested [{Group  ops    } {Group  dev    } {UserExtra  test  authentication.k8s.io/v1  why} {UID  7  authentication.k8s.io/v1  }] without impersonating a user',
    ])
  })

  it('is a right of its own, for the name and all that comes with it', () => {
    const { api, send } = server()
    const grant = (name: string, rules: object[]) => {
      send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', { metadata: { name }, rules })
      send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
      })
    }
    grant('act', [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['jane'] }])
    const message = (headers: Record<string, string>) =>
      (api.handle({ method: 'GET', path: '/api/v1/nodes', headers, component: { username: 'ann', groups: [] } }) as any).body.message
    expect(message({ 'impersonate-user': 'joe' })).toBe(
      'users "joe" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
    expect(message({ 'impersonate-user': 'jane' })).toBe('nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope')
    expect(message({ 'impersonate-user': 'jane', 'impersonate-group': 'ops' })).toBe(
      'groups "ops" is forbidden: User "ann" cannot impersonate resource "groups" in API group "" at the cluster scope',
    )
    expect(message({ 'impersonate-user': 'jane', 'impersonate-extra-why': 'test' })).toBe(
      'userextras.authentication.k8s.io "test" is forbidden: User "ann" cannot impersonate resource "userextras/why" in API group "authentication.k8s.io" at the cluster scope',
    )
    expect(message({ 'impersonate-user': 'system:serviceaccount:default:robot' })).toBe(
      'serviceaccounts "robot" is forbidden: User "ann" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
    )
  })
})
