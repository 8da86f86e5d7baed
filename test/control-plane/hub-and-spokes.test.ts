/** Nobody calls anybody: all parts meet at the API server, each under its own name and with its own rights. */
import { expect, test } from '@jest/globals'
import { deployments, pods } from '../../src/api/kinds.ts'
import { Client } from '../../src/client/client.ts'
import { serviceAccountUser } from '../../src/control-plane/controller-manager/controller-manager.ts'
import { controlPlane, deployment } from './control-plane.ts'

test('one deployment: who writes what, in which order', () => {
  const { api, client, clock } = controlPlane(1)
  const writes: string[] = []
  api.audit.subscribe(({ verb, user, objectRef }) => {
    if (['get', 'list', 'watch'].includes(verb) || objectRef?.resource === 'events') return
    writes.push(
      `${user.username.replace('system:serviceaccount:kube-system:', '')}: ${verb} ${objectRef?.resource}${objectRef?.subresource ? `/${objectRef.subresource}` : ''}`,
    )
  })
  client.create(deployments, deployment('web', 1) as never)
  clock.settle()
  expect(writes).toEqual([
    'kubernetes-admin: create deployments',
    'deployment-controller: create replicasets',
    'deployment-controller: update deployments/status',
    'deployment-controller: update deployments/status',
    'replicaset-controller: create pods',
    'replicaset-controller: update replicasets/status',
    'replicaset-controller: update replicasets/status',
    'system:kube-scheduler: create pods/binding',
    'deployment-controller: update deployments/status',
  ])
})

test('RBAC bounds what a controller may do: the ReplicaSet controller cannot make Deployments', () => {
  const { api } = controlPlane(1)
  const client = new Client(api.handle, serviceAccountUser('kube-system', 'replicaset-controller'), 'test')
  expect(client.list(pods).items).toEqual([])
  expect(() => client.create(deployments, deployment('web', 1) as never)).toThrow(
    'deployments.apps is forbidden: User "system:serviceaccount:kube-system:replicaset-controller" cannot create resource "deployments" in API group "apps" in the namespace "default"',
  )
})

test('without controllers nothing happens: the specification is only a wish', () => {
  const { client, clock, manager } = controlPlane(1)
  manager.stop()
  client.create(deployments, deployment('web', 1) as never)
  clock.advance(60_000)
  expect(client.list(pods).items).toEqual([])
})
