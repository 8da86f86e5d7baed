/** The images of kube-system: long-running programs with a few honest log lines, that run a component of the cluster. */
import type { Listener } from '../../network/network.ts'
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Process, Program } from '../process.ts'
import { etcdctl, etcdServer } from '../programs/etcd.ts'
import { defineProgram } from '../programs/program.ts'
import { runSystemProgram } from '../programs/system-program.ts'
import { emptySystem } from './base-systems.ts'

const kubernetesTags = (tag: string): boolean => /^v1\.(2[5-9]|3[0-6])\.\d{1,2}$/.test(tag)

/** klog's line: `I1116 09:12:01.123456       1 main.go:42] text`. */
function klog(process: Process, place: string, text: string): void {
  const time = new Date(process.now()).toISOString()
  process.err(`I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${place}] ${text}\n`)
}

const flag = (args: readonly string[], name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

interface Component {
  readonly cpu: number
  readonly memory: number
  readonly lines: readonly (readonly [string, string])[]
  /** Ports on which a health endpoint answers, where the component does not. */
  readonly ports: (args: readonly string[]) => readonly { readonly port: number; readonly loopback?: boolean; readonly tls?: boolean }[]
}

const plain = (status: number, body: string) => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body })

/** Answers whether the program is well, and nothing else. */
const health = (names: Omit<ReturnType<Component['ports']>[number], 'port'>): Listener => ({
  ...(names.loopback ? { loopback: true } : {}),
  ...(names.tls ? { tls: { names: ['localhost', '127.0.0.1'] } } : {}),
  http: ({ path }) => (/^\/(healthz|livez|readyz|health)/.test(path) ? plain(200, 'ok') : plain(404, '404 page not found\n')),
})

const component = (name: string, { cpu, memory, lines, ports }: Component): Program =>
  defineProgram(name, (process, args) =>
    runSystemProgram(process, name, args, {
      begin() {
        process.cpu = cpu
        process.memory = memory
        for (const [place, text] of lines) klog(process, place, text)
      },
      ports: ports(args).map(({ port, ...kind }) => ({ port, listener: health(kind) })),
    }),
  )

const controlPlane = (name: string, size: number, program: Program): ImageDefinition =>
  defineImage({
    repository: `registry.k8s.io/${name}`,
    tags: kubernetesTags,
    size,
    base: emptySystem,
    entrypoint: [name],
    programs: { [`/usr/local/bin/${name}`]: program },
  })

export const kubeApiserver = controlPlane(
  'kube-apiserver',
  27_060_000,
  component('kube-apiserver', {
    cpu: 48,
    memory: 290 << 20,
    ports: (args) => [{ port: Number(flag(args, 'secure-port') ?? 6443), tls: true }],
    lines: [
      ['options.go:263', 'external host was not specified, using the address of the node'],
      ['server.go:150', 'Version: v1.36.0'],
      ['secure_serving.go:211', 'Serving securely on [::]:6443'],
      ['cache.go:39', 'Caches are synced for autoregister controller'],
    ],
  }),
)

export const kubeControllerManager = controlPlane(
  'kube-controller-manager',
  22_820_000,
  component('kube-controller-manager', {
    cpu: 14,
    memory: 52 << 20,
    ports: () => [{ port: 10257, loopback: true, tls: true }],
    lines: [
      ['serving.go:386', 'Generated self-signed cert in-memory'],
      ['controllermanager.go:185', '"Starting" version="v1.36.0"'],
      ['leaderelection.go:257', 'attempting to acquire leader lease kube-system/kube-controller-manager...'],
    ],
  }),
)

export const kubeScheduler = controlPlane(
  'kube-scheduler',
  17_390_000,
  component('kube-scheduler', {
    cpu: 4,
    memory: 24 << 20,
    ports: () => [{ port: 10259, loopback: true, tls: true }],
    lines: [
      ['serving.go:386', 'Generated self-signed cert in-memory'],
      ['server.go:166', '"Starting Kubernetes Scheduler" version="v1.36.0"'],
      ['leaderelection.go:257', 'attempting to acquire leader lease kube-system/kube-scheduler...'],
    ],
  }),
)

export const kubeProxy = controlPlane(
  'kube-proxy',
  25_960_000,
  component('kube-proxy', {
    cpu: 1,
    memory: 18 << 20,
    ports: () => [{ port: 10256 }, { port: 10249, loopback: true }],
    lines: [
      ['server_linux.go:53', '"Using iptables proxy"'],
      ['server.go:702', '"Successfully retrieved node IP(s)"'],
      ['config.go:200', '"Starting service config controller"'],
      ['config.go:105', '"Starting endpoint slice config controller"'],
      ['shared_informer.go:356', '"Caches are synced" controller="service config"'],
    ],
  }),
)

export const etcd = defineImage({
  repository: 'registry.k8s.io/etcd',
  tags: ['3.5.0-0', '3.5.1-0', '3.5.15-0', '3.5.16-0', '3.5.21-0', '3.5.24-0', '3.6.4-0', '3.6.5-0', '3.6.6-0', '3.6.8-0'],
  size: 22_870_000,
  base: emptySystem,
  entrypoint: ['etcd'],
  programs: {
    '/usr/local/bin/etcdctl': etcdctl,
    '/usr/local/bin/etcd': defineProgram('etcd', (process, args) => {
      // As somebody's own store: without certificates.
      if (args.some((arg) => arg.includes('http://'))) return etcdServer(process, args)
      return runSystemProgram(process, 'etcd', args, {
        begin() {
          process.cpu = 22
          process.memory = 44 << 20
          const say = (caller: string, msg: string): void =>
            process.err(`${JSON.stringify({ level: 'info', ts: new Date(process.now()).toISOString(), caller, msg })}\n`)
          say('etcdmain/etcd.go:64', 'Running: ')
          say('etcdserver/server.go:2409', 'setting up initial cluster version using v3 API')
          say('embed/serve.go:250', 'serving client traffic securely')
        },
        ports: [
          { port: 2379, listener: { tls: { names: ['localhost', '127.0.0.1'] } } },
          {
            port: 2381,
            listener: {
              loopback: true,
              http: () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"health":"true","reason":""}' }),
            },
          },
        ],
      })
    }),
  },
})

export const coredns = defineImage({
  repository: 'registry.k8s.io/coredns/coredns',
  tags: ['v1.11.1', 'v1.11.3', 'v1.12.0', 'v1.12.1', 'v1.12.4', 'v1.13.1', 'v1.14.0', 'v1.14.1', 'v1.14.2'],
  size: 22_380_000,
  base: emptySystem,
  entrypoint: ['/coredns'],
  programs: {
    '/coredns': defineProgram('coredns', (process, args) =>
      runSystemProgram(process, 'coredns', args, {
        begin() {
          process.cpu = 2
          process.memory = 14 << 20
        },
      }),
    ),
  },
})

/** Further programs of clusters whose work ktutor does elsewhere: they run, listen where they should, and say that they started. */
const addOn = (repository: string, tags: ImageDefinition['tags'], size: number, name: string, program: Component): ImageDefinition =>
  defineImage({ repository, tags, size, base: emptySystem, entrypoint: [`/${name}`], programs: { [`/${name}`]: component(name, program) } })

export const metricsServer = addOn('registry.k8s.io/metrics-server/metrics-server', (tag) => /^v0\.[5-8]\.\d$/.test(tag), 22_490_000, 'metrics-server', {
  cpu: 4,
  memory: 20 << 20,
  ports: (args) => [{ port: Number(flag(args, 'secure-port') ?? 10250), tls: true }],
  lines: [
    ['serving.go:380', 'Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)'],
    ['secure_serving.go:211', 'Serving securely on [::]:10250'],
  ],
})

export const ingressNginx = addOn(
  'registry.k8s.io/ingress-nginx/controller',
  (tag) => /^v1\.\d{1,2}\.\d{1,2}$/.test(tag),
  102_800_000,
  'nginx-ingress-controller',
  {
    cpu: 3,
    memory: 90 << 20,
    ports: () => [{ port: 80 }, { port: 443, tls: true }, { port: 10254 }, { port: 8443, tls: true }],
    lines: [
      ['main.go:205', '"Creating API client" host="https://10.96.0.1:443"'],
      ['nginx.go:317', '"Starting NGINX process"'],
    ],
  },
)

export const kindnet = addOn('docker.io/kindest/kindnetd', (tag) => /^v20\d{6}-[0-9a-f]{7,8}$/.test(tag), 38_500_000, 'kindnetd', {
  cpu: 1,
  memory: 10 << 20,
  ports: () => [],
  lines: [['main.go:109', 'connected to apiserver: https://10.96.0.1:443']],
})

export const cloudProviderKind = addOn(
  'registry.k8s.io/cloud-provider-kind/cloud-controller-manager',
  (tag) => /^v0\.(\d|10)\.\d$/.test(tag),
  41_300_000,
  'cloud-provider-kind',
  {
    cpu: 2,
    memory: 24 << 20,
    ports: () => [],
    lines: [
      ['app.go:59', 'FLAG: --enable-lb-port-mapping="false"'],
      ['controller.go:177', 'probe HTTP address https://127.0.0.1:6443'],
      ['controller.go:240', 'Starting service controller'],
    ],
  },
)
