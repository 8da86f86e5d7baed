/** Ownership is worked out when somebody looks. Whether somebody looked in between must make no difference. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { pods } from '../../../src/api/kinds.ts'
import { Client } from '../../../src/client/client.ts'
import { server } from '../server.ts'

const path = '/api/v1/namespaces/default/pods/web'
const admin = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }

type Write = { who: 'kubelet' | 'other'; status: 'True' | 'False'; types: string[]; phase: string; seconds: number } | { label: string; seconds: number }

const types = ['Initialized', 'Ready', 'ContainersReady']
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({
    who: fc.constantFrom('kubelet' as const, 'other' as const),
    status: fc.constantFrom('True' as const, 'False' as const),
    types: fc.subarray(types),
    phase: fc.constantFrom('Pending', 'Running'),
    seconds: fc.nat(2),
  }),
  fc.record({ label: fc.constantFrom('a', 'b'), seconds: fc.nat(2) }),
)

/** The managedFields of a pod after these writes. */
function after(writes: readonly Write[], look: boolean): unknown {
  const { api, clock, client, send } = server()
  const managers = { kubelet: new Client(api.handle, admin, 'kubelet'), other: new Client(api.handle, admin, 'other') }
  client.create(pods, { metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } })
  client.post(pods, 'web', 'default', 'binding', { metadata: { name: 'web' }, target: { kind: 'Node', name: 'worker' } })
  const entries = () => send('GET', path).body.metadata.managedFields
  for (const next of writes) {
    clock.advance(next.seconds * 1000)
    if ('label' in next)
      send('PATCH', `${path}?fieldManager=me`, { metadata: { labels: { x: next.label } } }, { 'content-type': 'application/merge-patch+json' })
    else {
      const pod = client.get(pods, 'web', 'default')
      const kept = (pod.status?.conditions ?? []).filter(({ type }) => !types.includes(type))
      const conditions = [...kept, ...next.types.map((type) => ({ type, status: next.status }))]
      managers[next.who].updateStatus(pods, { ...pod, status: { ...pod.status, phase: next.phase, conditions } as never })
    }
    if (look) entries()
  }
  return entries()
}

test('it makes no difference who looked when', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 14 }), (writes) => {
      expect(after(writes, false)).toEqual(after(writes, true))
    }),
    { numRuns: 60, seed: 1 },
  )
})
