import { describe, expect, test } from '@jest/globals'
import type { NetworkPolicySpec } from '../../../../src/api/types.ts'
import { policy, policyWorld } from './world.ts'

const web = { matchLabels: { app: 'web' } }
const box = { matchLabels: { app: 'box' } }

/** A web server on worker-1, somebody who asks on worker-2, and a name server. */
function world(...policies: readonly [string, NetworkPolicySpec][]) {
  const made = policyWorld({ shop: { team: 'shop' }, other: {}, 'kube-system': { 'kubernetes.io/metadata.name': 'kube-system' } }, [
    { namespace: 'shop', name: 'web', ip: '10.244.1.2', node: 'worker-1', labels: { app: 'web' }, ports: { http: 80 } },
    { namespace: 'shop', name: 'box', ip: '10.244.2.2', node: 'worker-2', labels: { app: 'box' } },
    { namespace: 'other', name: 'box', ip: '10.244.2.3', node: 'worker-2', labels: { app: 'box' } },
    { namespace: 'kube-system', name: 'dns', ip: '10.244.0.2', node: 'control-plane', labels: { 'k8s-app': 'kube-dns' } },
    { namespace: 'kube-system', name: 'agent', ip: '172.18.0.4', node: 'worker-2', labels: { app: 'box' }, hostNetwork: true },
  ])
  const { network, rules, from } = made
  for (const [name, spec] of policies) rules.put(policy(name, spec))
  for (const ip of ['10.244.1.2', '10.244.2.2', '10.244.0.2', '172.18.0.2', '172.18.0.3']) {
    for (const port of [80, 443, 8080, 6443]) network.listen(ip, port, 'TCP', {})
    network.listen(ip, 53, 'UDP', {})
    network.listen(ip, 9000, 'SCTP', {})
  }
  network.addExternal('example.com', '203.0.113.9', {})
  const ask = (who: string, ip: string, port = 80, protocol: 'TCP' | 'UDP' | 'SCTP' = 'TCP'): string => {
    const answer = network.connect(from(who), ip, port, protocol)
    return answer.ok ? 'ok' : answer.detail
  }
  return { ...made, ask }
}

describe('who is isolated', () => {
  test('nobody, as long as no policy selects the pod', () => {
    const { ask } = world(['shop/db', { podSelector: { matchLabels: { app: 'db' } } }], ['other/all', { podSelector: {} }])
    expect(ask('shop/box', '10.244.1.2')).toBe('ok')
  })

  test('a policy without rules lets nothing in, and everything out', () => {
    const { ask } = world(['shop/deny', { podSelector: {} }])
    expect(ask('shop/box', '10.244.1.2')).toBe(
      'NetworkPolicy shop/deny does not let pod shop/box connect to pod shop/web on port 80 (it has no ingress rules, so nothing may come in)',
    )
    expect(ask('shop/web', '203.0.113.9')).toBe('ok')
  })

  test('without policyTypes, egress rules make it about egress, too', () => {
    const { ask } = world(['shop/out', { podSelector: box, egress: [{ to: [{ podSelector: web }] }] }])
    expect(ask('shop/box', '10.244.1.2')).toBe('ok')
    expect(ask('shop/box', '203.0.113.9')).toBe(
      "NetworkPolicy shop/out does not let pod shop/box connect to 203.0.113.9 on port 80 (nearest is egress rule 1: it is about pods with app=web, and 203.0.113.9 is no pod's address)",
    )
    expect(ask('shop/web', '10.244.2.2')).toContain('no ingress rules')
    expect(world(['shop/out', { podSelector: box, policyTypes: ['Egress'], egress: [] }]).ask('shop/web', '10.244.2.2')).toBe('ok')
  })

  test('what any policy allows is allowed, but both ends have to agree', () => {
    const { ask, rules } = world(['shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }])
    rules.put(policy('shop/in', { podSelector: web, ingress: [{ from: [{ podSelector: box }] }] }))
    expect(ask('shop/box', '10.244.1.2')).toContain('NetworkPolicy shop/deny does not let pod shop/box connect to pod shop/web')
    rules.put(policy('shop/out', { podSelector: box, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: web }] }] }))
    expect(ask('shop/box', '10.244.1.2')).toBe('ok')
    rules.remove('shop', 'in')
    expect(ask('shop/box', '10.244.1.2')).toContain('no ingress rules')
    rules.remove('shop', 'deny')
    expect(ask('shop/box', '10.244.1.2')).toBe('ok')
    rules.remove('shop', 'out')
    expect(rules.empty).toBe(true)
  })
})

describe('peers', () => {
  const letIn = (...from: NonNullable<NonNullable<NetworkPolicySpec['ingress']>[0]['from']>) =>
    world(['shop/in', { podSelector: web, ingress: [{ from }] }]).ask

  test('pods of the own namespace, unless namespaces are named', () => {
    expect(letIn({ podSelector: box })('shop/box', '10.244.1.2')).toBe('ok')
    expect(letIn({ podSelector: box })('other/box', '10.244.1.2')).toContain(
      'nearest is ingress rule 1: it is about pods with app=box in its own namespace shop, and other/box is in another',
    )
    expect(letIn({ namespaceSelector: {} })('other/box', '10.244.1.2')).toBe('ok')
    expect(letIn({ namespaceSelector: { matchLabels: { team: 'shop' } } })('other/box', '10.244.1.2')).toContain(
      'it is about all pods in namespaces with team=shop, and namespace other has no label team',
    )
  })

  test('both selectors in one item must hold; in two items one is enough', () => {
    const both = { namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: web }
    expect(letIn(both)('shop/box', '10.244.1.2')).toContain('it is about pods with app=web in namespaces with team=shop, and shop/box has app=box')
    expect(letIn({ namespaceSelector: both.namespaceSelector }, { podSelector: both.podSelector })('shop/box', '10.244.1.2')).toBe('ok')
  })

  test('an empty list of peers is nobody in particular: everybody; an empty selector is every pod, but no address', () => {
    expect(letIn()('control-plane', '10.244.1.2')).toBe('ok')
    expect(letIn({ podSelector: {} })('control-plane', '10.244.1.2')).toContain("it is about all pods, and 172.18.0.2 is no pod's address")
  })

  test('blocks of addresses have exceptions', () => {
    const block = { cidr: '10.244.0.0/16', except: ['10.244.2.0/30'] }
    expect(letIn({ ipBlock: block })('other/box', '10.244.1.2')).toContain('it allows 10.244.0.0/16 except 10.244.2.0/30, and 10.244.2.3 is in the exception')
    expect(letIn({ ipBlock: { cidr: '10.244.0.0/16' } })('other/box', '10.244.1.2')).toBe('ok')
    expect(letIn({ ipBlock: { cidr: '10.0.0.0/12' } })('other/box', '10.244.1.2')).toContain('it allows 10.0.0.0/12, and 10.244.2.3 is not in it')
    expect(letIn({ ipBlock: { cidr: '2001:db8::/64' } })('other/box', '10.244.1.2')).toContain('is not in it')
  })

  test('a pod of the host network is its node', () => {
    expect(letIn({ namespaceSelector: {}, podSelector: box })('kube-system/agent', '10.244.1.2')).toContain("172.18.0.4 is no pod's address")
    expect(letIn({ ipBlock: { cidr: '172.18.0.4/32' } })('kube-system/agent', '10.244.1.2')).toBe('ok')
    expect(world(['kube-system/deny', { podSelector: {}, policyTypes: ['Egress'] }]).ask('kube-system/agent', '10.244.1.2')).toBe('ok')
  })

  test('the own node is never kept out, nor kept from; the pod itself neither', () => {
    const { ask } = world(['shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }])
    expect(ask('worker-1', '10.244.1.2')).toBe('ok')
    expect(ask('worker-2', '10.244.1.2')).toContain('does not let 172.18.0.4 connect to pod shop/web')
    expect(ask('shop/web', '172.18.0.3')).toBe('ok')
    expect(ask('shop/web', '172.18.0.2', 6443)).toContain('does not let pod shop/web connect to 172.18.0.2 on port 6443')
    expect(ask('shop/web', '10.244.1.2')).toBe('ok')
    expect(ask('shop/web', '127.0.0.1')).toBe('ok')
  })
})

describe('ports', () => {
  const letIn = (...ports: NonNullable<NonNullable<NetworkPolicySpec['ingress']>[0]['ports']>) => {
    const { ask } = world(['shop/in', { podSelector: web, ingress: [{ ports }] }])
    return (port: number, protocol?: 'TCP' | 'UDP' | 'SCTP') => ask('shop/box', '10.244.1.2', port, protocol)
  }

  test('a number, a range, a name, or all of a protocol', () => {
    expect(letIn({ port: 80 })(80)).toBe('ok')
    expect(letIn({ port: 80 })(443)).toContain('nearest is ingress rule 1: it allows 80/TCP, not 443/TCP')
    expect(letIn({ port: 400, endPort: 443 })(443)).toBe('ok')
    expect(letIn({ port: 81, endPort: 443 })(80)).toContain('it allows 81-443/TCP, not 80/TCP')
    expect(letIn({ port: 'http' })(80)).toBe('ok')
    expect(letIn({ port: 'http' })(8080)).toContain('it allows the port named http, and no container of shop/web has port 8080 under that name')
    expect(letIn({ protocol: 'UDP' })(53, 'UDP')).toBe('ok')
    expect(letIn({ protocol: 'UDP' })(80)).toContain('it allows every UDP port, not 80/TCP')
    expect(letIn({ protocol: 'SCTP', port: 9000 })(9000, 'SCTP')).toBe('ok')
  })

  test('for egress, names are those of the pod at the other end', () => {
    const { ask } = world(['shop/out', { podSelector: box, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] }])
    expect(ask('shop/box', '10.244.1.2', 80)).toBe('ok')
    expect(ask('shop/box', '203.0.113.9', 80)).toContain('it allows the port named http, and only pods have names for ports')
  })

  test('the classic trap: a policy for egress forgets the name server', () => {
    const { ask, rules } = world(['shop/out', { podSelector: box, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: web }], ports: [{ port: 80 }] }] }])
    expect(ask('shop/box', '10.244.0.2', 53, 'UDP')).toContain('does not let pod shop/box connect to pod kube-system/dns on UDP port 53')
    const kubeSystem = { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }
    const dns = { to: [{ namespaceSelector: kubeSystem, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ protocol: 'UDP', port: 53 }] }
    rules.put(policy('shop/dns', { podSelector: {}, policyTypes: ['Egress'], egress: [dns] }))
    expect(ask('shop/box', '10.244.0.2', 53, 'UDP')).toBe('ok')
    expect(ask('shop/box', '10.244.1.2')).toBe('ok')
  })
})

describe('explanations', () => {
  test('of several rules the one that misses one part only comes nearest', () => {
    const { network, from } = world(
      ['shop/api', { podSelector: web, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 443 }] }] }],
      ['shop/front', { podSelector: web, ingress: [] }],
      [
        'shop/metrics',
        {
          podSelector: web,
          ingress: [
            { from: [{ podSelector: web }], ports: [{ port: 80 }] },
            { from: [{ podSelector: box }], ports: [{ port: 443 }] },
          ],
        },
      ],
    )
    expect(network.reachable(from('shop/box'), 'tcp://10.244.1.2:80')).toEqual({
      ok: false,
      why: 'timeout',
      seconds: 130,
      hops: [],
      detail:
        'NetworkPolicies shop/api, shop/front, shop/metrics do not let pod shop/box connect to pod shop/web on port 80 (nearest is ingress rule 2 of shop/metrics: it allows 443/TCP, not 80/TCP)',
      reason: {
        kind: 'policy',
        denial: {
          direction: 'ingress',
          pod: 'shop/web',
          peer: 'shop/box',
          port: 80,
          protocol: 'TCP',
          policies: ['shop/api', 'shop/front', 'shop/metrics'],
          nearest: { policy: 'shop/metrics', rule: 2, missed: 'port', because: 'it allows 443/TCP, not 80/TCP' },
        },
      },
    })
  })
})

describe('node ports', () => {
  const proxied = (spec: NetworkPolicySpec) => {
    const { network, from, rules } = world(['shop/in', spec])
    const nodePort = () => ({ to: 'endpoint', ip: '10.244.1.2', port: 80, service: 'shop/web', masquerade: true }) as const
    const proxy = { translate: () => undefined, nodePort, listener: () => undefined }
    network.addNode({ name: 'worker-1', ip: '172.18.0.3', proxy, policies: rules })
    network.addNode({ name: 'worker-2', ip: '172.18.0.4', proxy, policies: rules })
    return (who: string | undefined, ip: string) => network.connect(who === undefined ? network.outside : from(who), ip, 30080).ok
  }

  test('from outside: the pod`s own node sees the client, every other one stands in for it', () => {
    const fromClient = proxied({ podSelector: web, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.1/32' } }] }] })
    expect(fromClient(undefined, '172.18.0.3')).toBe(true)
    expect(fromClient(undefined, '172.18.0.4')).toBe(false)
    const fromNodes = proxied({ podSelector: web, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.4/32' } }] }] })
    expect(fromNodes(undefined, '172.18.0.3')).toBe(false)
    expect(fromNodes(undefined, '172.18.0.4')).toBe(true)
  })

  test('a pod that asks another node is seen as its own node', () => {
    const fromBox = proxied({ podSelector: web, ingress: [{ from: [{ podSelector: box }] }] })
    expect(fromBox('shop/box', '172.18.0.3')).toBe(false)
    const fromItsNode = proxied({ podSelector: web, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.4/32' } }] }] })
    expect(fromItsNode('shop/box', '172.18.0.3')).toBe(true)
  })

  test('a pod that may not leave for the node does not come to its port', () => {
    const ask = proxied({ podSelector: box, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: web }] }] })
    expect(ask('shop/box', '172.18.0.3')).toBe(false)
    // On its own node the Service is translated before the policy looks.
    expect(ask('shop/box', '172.18.0.4')).toBe(true)
  })
})
