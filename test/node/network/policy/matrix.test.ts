/**
 * A matrix of policies: hundreds of generated clusters, each with every connection between every two ends through every
 * door, asked of the network and looked up in what an independent evaluator wrote out.
 */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { NetworkPolicy } from '../../../../src/api/types.ts'
import type { Protocol } from '../../../../src/node/network/network.ts'
import { allowedConnections, type Door, type End } from './brute-force.ts'
import { nodes, type PodFacts, podObject, policy, policyWorld } from './world.ts'

const namespaceNames = ['red', 'green', 'blue']
const doors: readonly Door[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
  { port: 80, protocol: 'TCP' },
  { port: 81, protocol: 'TCP' },
  { port: 8080, protocol: 'TCP' },
  { port: 80, protocol: 'SCTP' },
]

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b', 'c'), { maxKeys: 2 })
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
)
const selector = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ matchLabels: labels }),
  fc.record({ matchExpressions: fc.array(expression, { maxLength: 2 }) }),
  fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 1 }) }),
)
const block = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] },
  { cidr: '10.244.0.0/16', except: ['10.244.1.0/24', '10.244.2.2/32'] },
  { cidr: '10.244.1.0/30' },
  { cidr: '172.18.0.0/16', except: ['172.18.0.3/32'] },
  { cidr: '172.18.0.4/32' },
  { cidr: '203.0.113.0/24' },
)
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: block }),
)
const port = fc.oneof(
  fc.record({ port: fc.constantFrom(53, 80, 81, 8080) }),
  fc.record({ port: fc.constantFrom(53, 80), protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
  fc.constant({ port: 79, endPort: 81 }),
  fc.constant({ port: 81, endPort: 9000, protocol: 'TCP' }),
  fc.record({ port: fc.constantFrom('http', 'dns'), protocol: fc.constantFrom('TCP', 'UDP') }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP') }),
)
const peers = fc.option(fc.array(peer, { maxLength: 2 }), { nil: undefined, freq: 8 })
const ports = fc.option(fc.array(port, { maxLength: 2 }), { nil: undefined })
const spec = fc.record({
  podSelector: selector,
  policyTypes: fc.option(fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']), { nil: undefined }),
  ingress: fc.option(fc.array(fc.record({ from: peers, ports }), { maxLength: 2 }), { nil: undefined }),
  egress: fc.option(fc.array(fc.record({ to: peers, ports }), { maxLength: 2 }), { nil: undefined }),
})
const nodeNames = Object.keys(nodes)
const pod = fc.record({
  namespace: fc.constantFrom(...namespaceNames),
  node: fc.constantFrom(...nodeNames),
  labels,
  hostNetwork: fc.constantFrom(true, false, false, false),
  ports: fc.constantFrom<Readonly<Record<string, number>>>({}, { http: 80 }, { http: 8080, dns: 53 }),
})

const cluster = fc.record({
  namespaces: fc.record({ red: labels, green: labels, blue: labels }),
  pods: fc.array(pod, { minLength: 3, maxLength: 6 }),
  policies: fc.array(fc.tuple(fc.constantFrom(...namespaceNames), spec), { minLength: 2, maxLength: 6 }),
  relabelled: labels,
})

type Cluster = typeof cluster extends fc.Arbitrary<infer T> ? T : never

/** Pods with places of their own; those of the host's network have their node's address. */
const placed = (pods: Cluster['pods']): PodFacts[] =>
  pods.map((each, i) => {
    const hostNetwork = each.hostNetwork && i > 1
    return { ...each, hostNetwork, name: `pod-${i}`, ip: hostNetwork ? (nodes[each.node] as string) : `10.244.${nodeNames.indexOf(each.node)}.${i + 2}` }
  })

function play({ namespaces, pods: generated, policies: specs, relabelled }: Cluster): { asked: number; let: number } {
  const pods = placed(generated)
  const { network, rules, objects, from } = policyWorld(namespaces, pods)
  const policies = specs.map(([namespace, each], i) => policy(`${namespace}/policy-${i}`, JSON.parse(JSON.stringify(each))))
  for (const each of policies) rules.put(each)
  network.addExternal('example.com', '203.0.113.9', {})
  for (const ip of new Set([...pods.map((each) => each.ip), ...Object.values(nodes)]))
    for (const { port, protocol } of doors) network.listen(ip, port, protocol as Protocol, {})
  const counts = { asked: 0, let: 0 }
  const compare = (facts: readonly PodFacts[], inForce: readonly NetworkPolicy[]): void => {
    const ends: End[] = [
      ...facts.map((each) => ({ ...each, id: `${each.namespace}/${each.name}` })),
      ...nodeNames.map((node) => ({ id: node, ip: nodes[node] as string, node })),
      { id: 'outside', ip: '203.0.113.9' },
    ]
    const expected = allowedConnections(inForce, ends, doors, namespaces)
    const found = new Set<string>()
    for (const a of ends.slice(0, -1))
      for (const b of ends)
        for (const { port, protocol } of doors) {
          counts.asked++
          if (network.connect(from(a.id), b.ip, port, protocol as Protocol).ok) found.add(`${a.id} → ${b.id} ${port}/${protocol}`)
        }
    expect([...found].sort()).toEqual([...expected].filter((each) => !each.startsWith('outside')).sort())
    counts.let += found.size
  }
  compare(pods, policies)
  // The same once more after a policy has gone and a pod has other labels: nothing may be remembered that is not true any more.
  const [gone, ...left] = policies as [NetworkPolicy, ...NetworkPolicy[]]
  rules.remove(gone.metadata.namespace ?? '', gone.metadata.name)
  const after = pods.map((each, i) => (i === 0 ? { ...each, labels: relabelled } : each))
  objects.set(`${after[0]?.namespace}/pod-0`, podObject(after[0] as PodFacts))
  rules.forget()
  compare(after, left)
  return counts
}

test('the network agrees with an evaluator that was written from the documentation alone', () => {
  let [asked, allowed] = [0, 0]
  fc.assert(
    fc.property(cluster, (generated) => {
      const counts = play(generated)
      asked += counts.asked
      allowed += counts.let
    }),
    { seed: 20261122, numRuns: 250 },
  )
  expect(asked).toBeGreaterThan(150_000)
  // Neither open nor closed all over: else the comparison would say little.
  expect(allowed / asked).toBeGreaterThan(0.25)
  expect(allowed / asked).toBeLessThan(0.85)
})
