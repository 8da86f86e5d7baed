/** What a namespace gets when it is created, and how it ends. */
import { expect, test } from '@jest/globals'
import { configMaps, namespaces, pods, secrets, serviceAccounts } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

test('every namespace gets the default ServiceAccount and the CA bundle, and gets them back', () => {
  const { client, clock, pki } = controlPlane(0)
  client.create(namespaces, { metadata: { name: 'team' }, spec: {} })
  clock.settle()
  expect(client.list(serviceAccounts, { namespace: 'team' }).items.map(({ metadata }) => metadata.name)).toEqual(['default'])
  expect(client.get(configMaps, 'kube-root-ca.crt', 'team').data).toEqual({ 'ca.crt': pki.caCertificate })
  client.delete(configMaps, 'kube-root-ca.crt', 'team')
  client.delete(serviceAccounts, 'default', 'team')
  clock.settle()
  expect(client.get(configMaps, 'kube-root-ca.crt', 'team').data).toEqual({ 'ca.crt': pki.caCertificate })
  expect(client.find(serviceAccounts, 'default', 'team')).toBeDefined()
})

test('a namespace is emptied, pods first, and then goes; its conditions say what is left', () => {
  const { client, clock, run, refusals } = controlPlane(1)
  client.create(namespaces, { metadata: { name: 'team' }, spec: {} })
  clock.settle()
  client.create(pods, { metadata: { name: 'web', namespace: 'team' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } as never)
  client.create(secrets, { metadata: { name: 'key', namespace: 'team' } })
  run()
  client.delete(namespaces, 'team')
  clock.settle()
  expect(client.get(namespaces, 'team').status).toEqual({
    phase: 'Terminating',
    conditions: [
      { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
      {
        type: 'NamespaceDeletionGroupVersionParsingFailure',
        status: 'False',
        reason: 'ParsedGroupVersions',
        message: 'All legacy kube types successfully parsed',
      },
      {
        type: 'NamespaceDeletionContentFailure',
        status: 'False',
        reason: 'ContentDeleted',
        message: 'All content successfully deleted, may be waiting on finalization',
      },
      {
        type: 'NamespaceContentRemaining',
        status: 'True',
        reason: 'SomeResourcesRemain',
        message: 'Some resources are remaining: pods. has 1 resource instances',
      },
      { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
    ].map((condition) => ({ ...condition, lastTransitionTime: '2026-11-22T12:00:00Z' })),
  })
  expect(client.find(secrets, 'key', 'team')).toBeDefined()
  run()
  // Half of the pod's 30 seconds of grace, and one more, until it is looked at again.
  clock.advance(15_999)
  expect(client.find(namespaces, 'team')).toBeDefined()
  clock.advance(1)
  expect(client.find(namespaces, 'team')).toBeUndefined()
  expect(refusals).toEqual([])
})

test('a finalizer on an object holds its namespace', () => {
  const { client, clock } = controlPlane(0)
  client.create(namespaces, { metadata: { name: 'team' }, spec: {} })
  client.create(secrets, { metadata: { name: 'key', namespace: 'team', finalizers: ['example.com/backup'] } })
  clock.settle()
  client.delete(namespaces, 'team')
  clock.settle()
  expect(
    client
      .get(namespaces, 'team')
      .status?.conditions?.slice(3)
      .map(({ message }) => message),
  ).toEqual([
    'Some resources are remaining: secrets. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/backup in 1 resource instances',
  ])
  client.patch(secrets, 'key', 'team', { metadata: { finalizers: null } })
  clock.advance(15_000)
  expect(client.find(namespaces, 'team')).toBeUndefined()
})
