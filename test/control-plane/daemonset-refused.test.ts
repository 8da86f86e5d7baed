import { expect, test } from '@jest/globals'
import { daemonSets, resourceQuotas } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

test('a daemon set that a quota refuses its pods says all the same what it wants, and that it has seen its spec', () => {
  const { client, clock } = controlPlane()
  client.create(resourceQuotas, { metadata: { name: 'none', namespace: 'default' }, spec: { hard: { pods: '0' } } })
  clock.settle()
  const labels = { app: 'agent' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'agent', image: 'nginx:1.27' }] } }
  client.create(daemonSets, { metadata: { name: 'agent', namespace: 'default' }, spec: { selector: { matchLabels: labels }, template } as never })
  clock.settle()
  expect(client.get(daemonSets, 'agent', 'default').status).toEqual({
    currentNumberScheduled: 0,
    desiredNumberScheduled: 2,
    numberMisscheduled: 0,
    numberReady: 0,
    numberUnavailable: 2,
    observedGeneration: 1,
  })
})
