/** What bindings grant, spelled out for the checks. */
import { expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { rightsOf } from '../../src/cli/stage/rights.ts'
import { applyManifest } from '../../src/cli/stage/start-state.ts'

const manifest = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: small, namespace: default}
rules:
- {apiGroups: ["", apps], resources: [pods, deployments/scale], verbs: [get]}
- {apiGroups: [""], resources: [users, dreams], resourceNames: [ada], verbs: [impersonate]}
- {apiGroups: [""], resources: [secrets], resourceNames: [key, lock], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: small, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: small}
subjects: [{kind: ServiceAccount, name: robot}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: big}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: owners}]
`

const cluster = bootForSession({ seed: 'rights', start: Date.parse('2026-01-05T09:00:00Z'), nodes: 1 })
applyManifest(cluster, 'rights.yaml', manifest, 'default')

const robot = { username: 'system:serviceaccount:default:robot', groups: ['system:authenticated', 'system:serviceaccounts'] }

test('one line for each verb on each resource that the cluster serves', () => {
  expect(rightsOf(cluster, robot, 'default')).toEqual([
    'get pods',
    'get deployments.apps/scale',
    'impersonate users ada',
    'get secrets key',
    'get secrets lock',
    'list secrets key',
    'list secrets lock',
  ])
})

test('elsewhere nothing, and of what everybody has not a word', () => {
  expect(rightsOf(cluster, robot, 'kube-system')).toEqual([])
  expect(rightsOf(cluster, robot, '')).toEqual([])
})

test('what a binding for the whole cluster grants holds everywhere', () => {
  const owner = { username: 'ann', groups: ['system:authenticated', 'owners'] }
  expect(rightsOf(cluster, owner, 'kube-system')).toEqual(['* *.*', '* *'])
})
