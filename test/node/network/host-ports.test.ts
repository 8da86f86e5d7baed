/** A pod's hostPort: a port of its node that leads to it, as the CNI plugin portmap makes it. */
import { expect, test } from '@jest/globals'
import { Network, type Source } from '../../../src/node/network/network.ts'

function world() {
  const network = new Network()
  for (const [name, ip] of [
    ['worker-1', '172.18.0.3'],
    ['worker-2', '172.18.0.4'],
  ] as const)
    network.addNode({ name, ip })
  const web: Source = {
    namespace: 'default',
    name: 'web',
    ip: '10.244.1.2',
    nodeName: 'worker-1',
    hostPorts: [{ protocol: 'TCP', hostPort: 8080, containerPort: 80 }],
  }
  const box: Source = { namespace: 'default', name: 'box', ip: '10.244.2.2', nodeName: 'worker-2' }
  const detach = network.attach(web)
  network.attach(box)
  network.listen(web.ip, 80, 'TCP', { program: 'nginx' })
  const ask = (from: Source, ip: string, port: number): string => {
    const answer = network.connect(from, ip, port)
    return answer.ok ? `${answer.remote.ip} sees ${answer.peer.ip}` : answer.detail
  }
  return { network, box, detach, ask }
}

test('leads in from outside, and the pod sees who asks', () => {
  const { network, ask } = world()
  expect(ask(network.outside, '172.18.0.3', 8080)).toBe('10.244.1.2 sees 172.18.0.1')
  expect(network.reachable(network.outside, 'tcp://172.18.0.3:8080').hops).toEqual([
    'hostPort: 172.18.0.3:8080 goes to 10.244.1.2:80',
    'pod default/web (10.244.1.2): nginx listens on port 80',
  ])
})

test('is a port of the pod’s own node only', () => {
  const { network, ask } = world()
  expect(ask(network.outside, '172.18.0.4', 8080)).toBe('172.18.0.4: nothing listens on port 8080')
})

test('a pod of another node comes as its node', () => {
  const { box, ask } = world()
  expect(ask(box, '172.18.0.3', 8080)).toBe('10.244.1.2 sees 172.18.0.4')
})

test('goes with the pod', () => {
  const { network, detach, ask } = world()
  detach()
  expect(ask(network.outside, '172.18.0.3', 8080)).toBe('172.18.0.3: nothing listens on port 8080')
})
