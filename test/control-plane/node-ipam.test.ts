/** Ranges of addresses for nodes. */
import { expect, test } from '@jest/globals'
import { events, nodes } from '../../src/api/kinds.ts'
import { Client } from '../../src/client/client.ts'
import { CoreEventRecorder } from '../../src/client/event-recorder.ts'
import { Informers } from '../../src/client/informer.ts'
import { runController } from '../../src/client/run-controller.ts'
import { nodeIpamController } from '../../src/control-plane/controller-manager/node-ipam.ts'
import { Random } from '../../src/random.ts'
import { server } from './server.ts'

function scene(clusterCidr: string) {
  const { api, clock, client } = server()
  const random = new Random('ipam')
  const own = new Client(api.handle, { username: 'admin', groups: ['system:masters'] }, 'kube-controller-manager')
  const recorder = new CoreEventRecorder(own, clock, random, { component: 'cidrAllocator' })
  runController(nodeIpamController({ clusterCidr, nodeBits: 24 }), { client: own, clock, random, informers: new Informers(own, clock), events: recorder })
  const range = (name: string) => client.get(nodes, name).spec.podCIDRs
  const add = (name: string, podCIDR?: string) => {
    client.create(nodes, { metadata: { name }, spec: podCIDR ? { podCIDR, podCIDRs: [podCIDR] } : {} })
    clock.settle()
    return range(name)
  }
  return { client, clock, add, range }
}

test('each node gets the next range', () => {
  const { add } = scene('10.244.0.0/16')
  expect([add('a'), add('b'), add('c')]).toEqual([['10.244.0.0/24'], ['10.244.1.0/24'], ['10.244.2.0/24']])
})

test('ranges that nodes brought with them are theirs', () => {
  const { add } = scene('10.244.0.0/16')
  expect([add('a', '10.244.1.0/24'), add('b'), add('c')]).toEqual([['10.244.1.0/24'], ['10.244.0.0/24'], ['10.244.2.0/24']])
})

test('when there are no more, the node goes without and an event says so; the range of a node that goes is free again', () => {
  const { client, clock, add } = scene('10.244.0.0/23')
  expect([add('a'), add('b'), add('c')]).toEqual([['10.244.0.0/24'], ['10.244.1.0/24'], undefined])
  expect(client.list(events).items.map(({ type, reason, message, source }) => [type, reason, message, source?.component])).toEqual([
    ['Normal', 'CIDRNotAvailable', 'Node c status is now: CIDRNotAvailable', 'cidrAllocator'],
  ])
  client.delete(nodes, 'a')
  clock.settle()
  expect(add('d')).toEqual(['10.244.0.0/24'])
})
