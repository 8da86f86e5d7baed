/** A small network for tests: pods that are started by hand, Services and slices that are written by hand. */
import { coreDnsProgram } from '../../../src/addons/coredns/program.ts'
import { endpointSlices, namespaces, services } from '../../../src/api/kinds.ts'
import { createRuntime } from '../../../src/node/container-runtime/runtime.ts'
import { KubeProxy } from '../../../src/node/kube-proxy/kube-proxy.ts'
import { apiListener } from '../../../src/node/network/api-listener.ts'
import { Network, type Source } from '../../../src/node/network/network.ts'
import type { ProgramHost } from '../../../src/node/network/system-program.ts'
import { Random } from '../../../src/random.ts'
import { server } from '../../control-plane/server.ts'
import { sandbox } from '../container-runtime/bench.ts'

const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  forward . 172.18.0.1
  loadbalance
}
`

/** Two nodes with kube-proxy, CoreDNS on one of them, an API server, and pods that are started by hand. */
export function cluster() {
  const { clock, api, client, pki } = server()
  api.postStart()
  const network = new Network({ synTimeout: 20 })
  const runtime = createRuntime({
    programs: new Map([
      ['coredns', (host: ProgramHost) => coreDnsProgram({ ...host, readFile: (path) => (path === 'Corefile' ? corefile : undefined) }, client)],
    ]),
    clock,
    random: new Random(1),
    network,
    nodeName: 'worker-1',
    preloaded: ['nginx', 'busybox', 'curlimages/curl', 'registry.k8s.io/coredns/coredns:v1.14.1'],
  })
  const proxies = ['worker-1', 'worker-2'].map((nodeName, i) => {
    const proxy = new KubeProxy({ clock, random: new Random(nodeName), nodeName })
    network.addNode({ name: nodeName, ip: `172.18.0.${3 + i}`, proxy })
    proxy.start(client)
    return proxy
  })
  network.addNode({ name: 'control-plane', ip: '172.18.0.2' })
  network.listen('172.18.0.2', 6443, 'TCP', apiListener(api.handle, { names: ['kubernetes.default.svc'], authority: pki.caCertificate }))
  const start = (name: string, ip: string, image: string, command?: string[], more: Partial<Source> = {}): string => {
    const pod = { ...sandbox(name, ip), ...more } as ReturnType<typeof sandbox>
    network.attach(pod)
    const config = { name: 'main', env: {}, mounts: [], memoryLimit: 0, cpuLimit: 0, tty: false, stdin: false, attempt: 0 }
    const id = runtime.create({ ...config, sandbox: pod, image, ...(command ? { command } : {}) })
    runtime.start(id)
    return id
  }
  const service = (name: string, spec: object, namespace = 'default') => client.create(services, { metadata: { name, namespace }, spec } as never)
  const slice = (name: string, endpoints: object[], ports: object[], namespace = 'default') =>
    client.create(endpointSlices, {
      metadata: { name: `${name}-x`, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints,
      ports,
    } as never)
  const ready = (ip: string, more: object = {}) => ({ addresses: [ip], conditions: { ready: true, serving: true, terminating: false }, ...more })
  client.create(namespaces, { metadata: { name: 'other' } } as never)
  const coredns = start('coredns', '10.244.1.53', 'registry.k8s.io/coredns/coredns:v1.14.1', undefined, { namespace: 'kube-system' })
  service('kube-dns', { clusterIP: '10.96.0.10', ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }, 'kube-system')
  slice('kube-dns', [ready('10.244.1.53')], [{ name: 'dns', port: 53, protocol: 'UDP' }], 'kube-system')
  const box = start('box', '10.244.1.9', 'busybox', ['sleep', 'infinity'])
  clock.settle()
  const sh = (script: string, id = box): string => {
    clock.settle()
    const { stdout, stderr, exitCode } = runtime.execSync(id, ['sh', '-c', script])
    return `${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`
  }
  const from = (name = 'box'): Source => network.podAt({ box: '10.244.1.9' }[name] ?? name) as Source
  return { clock, client, network, runtime, proxies, start, service, slice, ready, sh, from, coredns, box }
}
