/** kindnet's daemon: what it watches, and what its node knows while it runs and afterwards. */
import { expect, test } from '@jest/globals'
import { kindnetProgram } from '../../src/addons/kindnet/kindnet.ts'
import { namespaces, networkPolicies, pods, serviceAccounts } from '../../src/api/kinds.ts'
import { StatusError } from '../../src/api/status.ts'
import type { NetworkPolicySpec } from '../../src/api/types.ts'
import { Network, type Source } from '../../src/node/network/network.ts'
import type { ProgramHost } from '../../src/node/network/system-program.ts'
import { Random } from '../../src/random.ts'
import { server } from '../control-plane/server.ts'

function world() {
  const { clock, api, client } = server()
  api.postStart()
  client.create(namespaces, { metadata: { name: 'shop' } } as never)
  client.create(serviceAccounts, { metadata: { name: 'default', namespace: 'shop' } } as never)
  const network = new Network()
  network.addNode({ name: 'worker-1', ip: '172.18.0.3' })
  const asked: string[] = []
  const watched = Object.create(client, {
    list: {
      value(kind: { plural: string }, ...more: unknown[]) {
        asked.push(kind.plural)
        return (client.list as (...all: unknown[]) => unknown)(kind, ...more)
      },
    },
  })
  const run = () => {
    const host = { clock, random: new Random(1), network, source: { ip: '172.18.0.3', nodeName: 'worker-1' } } as unknown as ProgramHost
    const program = kindnetProgram(host, watched)
    clock.settle()
    return program
  }
  const pod = (name: string, ip: string): Source => {
    client.create(pods, { metadata: { name, namespace: 'shop', labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'x' }] } } as never)
    const source = { namespace: 'shop', name, ip, nodeName: 'worker-1' }
    network.attach(source)
    network.listen(ip, 80, 'TCP', {})
    return source
  }
  const policy = (name: string, spec: NetworkPolicySpec) => {
    client.create(networkPolicies, { metadata: { name, namespace: 'shop' }, spec } as never)
    clock.settle()
  }
  return { clock, client, network, asked, run, pod, policy }
}

test('pods and namespaces are watched only once there is a policy', () => {
  const { asked, run, policy, pod } = world()
  run()
  pod('web', '10.244.1.2')
  expect(asked).toEqual(['networkpolicies'])
  policy('deny', { podSelector: {} })
  expect(asked).toEqual(['networkpolicies', 'pods', 'namespaces'])
})

test('a node without kindnet lets everything through; with it, what policies say; and goes on when it stops', () => {
  const { client, clock, network, run, pod, policy } = world()
  const [web, box] = [pod('web', '10.244.1.2'), pod('box', '10.244.1.3')]
  const ask = () => network.connect(box, web.ip, 80).ok
  policy('deny', { podSelector: { matchLabels: { app: 'web' } } })
  expect(ask()).toBe(true)
  const first = run()
  expect(ask()).toBe(false)
  first.stop()
  client.delete(networkPolicies, 'deny', 'shop')
  clock.settle()
  expect(ask()).toBe(false)
  const second = run()
  expect(ask()).toBe(true)
  second.stop()
})

test('what was found out is forgotten when labels change, of pods and of namespaces', () => {
  const { client, clock, network, run, pod, policy } = world()
  const [web, box] = [pod('web', '10.244.1.2'), pod('box', '10.244.1.3')]
  const ask = () => network.connect(box, web.ip, 80).ok
  run()
  const from = [{ podSelector: { matchLabels: { app: 'friend' } } }, { namespaceSelector: { matchLabels: { open: 'yes' } } }]
  policy('friends', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from }] })
  expect(ask()).toBe(false)
  const label = (kind: typeof pods | typeof namespaces, name: string, namespace: string, labels: object) => {
    client.patch(kind as typeof pods, name, namespace, { metadata: { labels } })
    clock.settle()
    return ask()
  }
  expect(label(pods, 'box', 'shop', { app: 'friend' })).toBe(true)
  expect(label(pods, 'box', 'shop', { app: 'box' })).toBe(false)
  expect(label(namespaces, 'shop', '', { open: 'yes' })).toBe(true)
  expect(label(namespaces, 'shop', '', { open: null })).toBe(false)
  expect(label(pods, 'web', 'shop', { app: 'other' })).toBe(true)
})

test('who may not watch says so in the log, and tries again', () => {
  const { clock, client, network } = world()
  const log: string[] = []
  const denied = Object.create(client, {
    list: {
      value: () => {
        throw new StatusError(403, 'Forbidden', 'networkpolicies.networking.k8s.io is forbidden: User "x" cannot list resource "networkpolicies"')
      },
    },
  })
  const source = { ip: '172.18.0.3', nodeName: 'worker-1' }
  const program = kindnetProgram({ clock, random: new Random(1), network, source, err: (text: string) => log.push(text) } as unknown as ProgramHost, denied)
  clock.advance(1500)
  program.stop()
  expect(log).toHaveLength(2)
  expect(log[0]).toMatch(
    /^E\d{4} [\d:.]{15} {7}1 reflector\.go:205\] "Failed to watch" err="failed to list \*v1\.NetworkPolicy: networkpolicies\.networking\.k8s\.io is forbidden: User \\"x\\" cannot list resource \\"networkpolicies\\"" logger="UnhandledError" reflector="k8s\.io\/client-go\/informers\/factory\.go:160" type="\*v1\.NetworkPolicy"\n$/,
  )
})
