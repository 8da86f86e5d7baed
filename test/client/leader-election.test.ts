/** Of several copies of a component the one that holds the lease works. */
import { expect, test } from '@jest/globals'
import { leases, namespaces } from '../../src/api/kinds.ts'
import { Client } from '../../src/client/client.ts'
import { LeaderElection } from '../../src/client/leader-election.ts'
import { Road } from '../../src/client/road.ts'
import { server } from '../control-plane/server.ts'

function scene() {
  const { api, clock, client } = server()
  if (!client.find(namespaces, 'kube-system')) client.create(namespaces, { metadata: { name: 'kube-system' }, spec: {} })
  const said: string[] = []
  const stand = (identity: string) => {
    let blocked = false
    const road = new Road(api.handle, () => (blocked ? 'dial tcp 172.18.0.2:6443: connect: connection refused' : undefined))
    const election = new LeaderElection({
      client: new Client(road.handle, { username: 'admin', groups: ['system:masters'] }, identity),
      clock,
      events: { record: () => {} },
      name: 'kube-scheduler',
      identity,
      started: () => void said.push(`${identity} leads`),
      lost: () => void said.push(`${identity} leads no more`),
    })
    return { election, block: (now: boolean) => void (blocked = now) }
  }
  return { stand, said, clock, holder: () => client.get(leases, 'kube-scheduler', 'kube-system').spec }
}

test('the first to come leads, and keeps the lease', () => {
  const { stand, said, clock, holder } = scene()
  stand('a')
  stand('b')
  clock.advance(300_000)
  expect([said, holder().holderIdentity, holder().leaseTransitions]).toEqual([['a leads'], 'a', 0])
})

test('when it dies, another one takes over as soon as the lease is over', () => {
  const { stand, said, clock, holder } = scene()
  const a = stand('a')
  stand('b')
  clock.advance(60_000)
  a.election.stop()
  clock.advance(14_000)
  expect(said).toEqual(['a leads'])
  clock.advance(4000)
  expect([said, holder().leaseTransitions]).toEqual([['a leads', 'b leads'], 1])
})

test('one that leaves in good order gives the lease away', () => {
  const { stand, said, clock } = scene()
  const a = stand('a')
  clock.advance(60_000)
  a.election.release()
  stand('b')
  clock.advance(1000)
  expect(said).toEqual(['a leads', 'b leads'])
})

test('one that can not renew it stops working before anybody else begins', () => {
  const { stand, said, clock } = scene()
  const a = stand('a')
  stand('b')
  clock.advance(60_000)
  a.block(true)
  clock.advance(60_000)
  expect(said).toEqual(['a leads', 'a leads no more', 'b leads'])
})
