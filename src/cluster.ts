/**
 * A cluster: etcd, the API server, the controller manager, the scheduler and the nodes, booted on one simulated clock as
 * kubeadm would set them up, and let run until it is at rest. They meet only through the API server; this file alone
 * knows them all. What is not of this cluster (files, sockets, keys, the wall clock) is handed in.
 */
import { addOnNamed, installAddOn } from './addons/install.ts'
import { nodes as nodeKind } from './api/kinds.ts'
import { Obstacles } from './api/obstacles.ts'
import type { Pki } from './api/pki.ts'
import type { ApiHandler, KubeletApi } from './api/request.ts'
import type { Pod } from './api/types.ts'
import { toYaml } from './api/yaml.ts'
import { Client } from './client/client.ts'
import type { Road } from './client/road.ts'
import { SimulatedClock } from './clock.ts'
import { ApiServer } from './control-plane/api-server/api-server.ts'
import { AuditLog } from './control-plane/api-server/audit-log.ts'
import { ControlPlane } from './control-plane/control-plane.ts'
import type { KubeSchedulerConfiguration } from './control-plane/scheduler/configuration.ts'
import type { Scheduler } from './control-plane/scheduler/scheduler.ts'
import { Faults } from './faults/faults.ts'
import { auditLogPath, auditPolicy, auditPolicyFile, auditPolicyPath } from './kubeadm/audit.ts'
import { controlPlanePods } from './kubeadm/control-plane.ts'
import { type ClusterFacts, initAddons, initKubernetesService, initNamespaces } from './kubeadm/init.ts'
import { markControlPlane } from './kubeadm/mark-control-plane.ts'
import { nodeAddress, podSubnetFor, rangeBits } from './kubeadm/subnets.ts'
import { KubeProxy } from './node/kube-proxy/kube-proxy.ts'
import { HostFiles } from './node/kubelet/volumes/host-files.ts'
import { dialFrom } from './node/network/api-dial.ts'
import { Network, type Source } from './node/network/network.ts'
import { joinWorld } from './node/network/world.ts'
import { type ClusterNode, createNode, type MachineTroubles } from './node/node.ts'
import { Random } from './random.ts'
import { systemPrograms } from './system-programs.ts'

export interface ClusterOptions {
  readonly seed: number | string
  /** Milliseconds since the epoch at which the cluster is met: it was set up a minute before and is at rest. */
  readonly start: number
  /** All nodes, those of the control plane included; two workers unless told. */
  readonly nodes?: number
  /** How many of the nodes are of the control plane; 1 unless told. */
  readonly controlPlanes?: number
  /** Where the nodes stand, in turn: their label topology.kubernetes.io/zone. */
  readonly zones?: readonly string[]
  /** Made with the cluster's own chance, or with the operating system's where others can reach the cluster. */
  readonly pki: (random: Random) => Pki
  /** What clients are told to connect to: `https://127.0.0.1:6443`. */
  readonly server?: string
  /** The prose of a type's fields, for `kubectl explain`. */
  readonly describe?: (typeName: string) => Readonly<Record<string, string>> | undefined
  /** The API server writes an audit log, from when the cluster is met; its file is on the control plane's node. */
  readonly audit?: boolean
  /** What kube-scheduler reads with --config. */
  readonly scheduler?: KubeSchedulerConfiguration
  /** Add-ons to install, by name. */
  readonly addOns?: readonly string[]
  /** Freezes stored objects: whoever changes a shared one fails loudly. For tests. */
  readonly freeze?: boolean
}

export interface Cluster {
  readonly clock: SimulatedClock
  readonly random: Random
  readonly pki: Pki
  readonly server: string
  readonly apiServer: ApiServer
  readonly network: Network
  readonly nodes: readonly ClusterNode[]
  readonly controlPlane: ControlPlane
  /** The scheduler that leads. */
  readonly scheduler: Scheduler
  /** The way in from outside. Components react when the clock settles. */
  readonly handle: ApiHandler
  /** Why nobody outside can connect to the API server now, in the words of Go's net package; undefined if everybody can. */
  unreachable(): string | undefined
  /** Lets everybody react until nobody has anything to do at this instant. */
  settle(): void
  /** A client with the rights of a cluster administrator, for lessons' start states and checks. */
  readonly admin: Client
  readonly faults: Faults
}

const kubernetesVersion = 'v1.36.3'
const dnsDomain = 'cluster.local'
const dnsServiceIp = '10.96.0.10'
/** A cluster that does not come to rest within this time has a bug. */
const bootPatience = 300_000
/** How long before it is met a cluster is set up; it takes about ten seconds. */
const age = 60_000

/** Boots a cluster and lets it come to rest: all nodes Ready, all pods of kube-system running. */
export function bootCluster(options: ClusterOptions): Cluster {
  const clock = new SimulatedClock(options.start - age)
  const random = new Random(options.seed)
  const pki = options.pki(random.fork('pki'))
  const server = options.server ?? 'https://127.0.0.1:6443'
  const nodes: ClusterNode[] = []
  const network = new Network()
  joinWorld(network)
  const facts = { ...factsOf(options, pki), ...(options.audit ? { audit: true } : {}) }
  const sources = facts.nodeNames.map((nodeName, i): Source => ({ ip: nodeAddress(i), nodeName }))
  const files = sources.map(() => new HostFiles())
  const machines: MachineTroubles = { pulls: new Obstacles(), starts: new Obstacles(), probes: new Obstacles() }
  const apiServer = new ApiServer({
    clock,
    random: random.fork('api-server'),
    pki,
    kubelet: (name) =>
      reachableKubelet(
        network,
        controlPlane.source,
        nodes.find((node) => node.name === name),
      ),
    dial: (request) => dialFrom(network, controlPlane.source)(request),
    address: server.replace('https://', ''),
    ...(options.describe ? { describe: options.describe } : {}),
    ...(options.freeze ? { freeze: true } : {}),
  })
  const controlPlane = new ControlPlane({
    apiServer,
    clock,
    random,
    network,
    pki,
    nodes: sources.slice(0, facts.controlPlanes),
    nodeRange: { clusterCidr: facts.podSubnet, nodeBits: 32 - rangeBits },
    ...(options.scheduler ? { schedulerConfiguration: options.scheduler } : {}),
  })
  const outside = controlPlane.road()
  const { handle } = outside
  const admin = new Client(apiServer.unhindered, { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }, 'kubeadm')

  initNamespaces(admin)
  apiServer.postStart()
  initKubernetesService(admin, facts)
  const proxies = new Map<string, KubeProxy>()
  const roads = new Map(sources.map((source) => [source.nodeName, controlPlane.road(source)]))
  const programs = systemPrograms({ controlPlane, handleOf: (node) => roads.get(node)?.handle ?? handle, facts, proxies })
  for (const [i, name] of facts.nodeNames.entries()) {
    if (i < facts.controlPlanes) writeManifests(files[i] as HostFiles, controlPlanePods(facts, i))
    const proxy = new KubeProxy({ clock, random: random.fork(`kube-proxy/${name}`), nodeName: name })
    proxies.set(name, proxy)
    const node = createNode({
      nodeName: name,
      nodeIP: nodeAddress(i),
      files: files[i] as HostFiles,
      ...(options.zones?.length ? { labels: { 'topology.kubernetes.io/zone': options.zones[i % options.zones.length] as string } } : {}),
      clusterDNS: dnsServiceIp,
      clusterDomain: dnsDomain,
      road: roads.get(name) as Road,
      clock,
      random,
      network,
      proxy,
      programs,
      troubles: machines,
    })
    nodes.push(node)
    node.start()
  }
  clock.settle()
  for (const name of facts.nodeNames.slice(0, facts.controlPlanes)) markControlPlane(admin, name)
  initAddons(admin, facts)
  for (const name of options.addOns ?? []) installAddOn(admin, addOnNamed(name))
  clock.settle()
  clock.advanceUntil(() => clock.atRest(), bootPatience)
  if (clock.now() < options.start) clock.advanceTo(options.start)
  // Whoever gives the cluster one more component does not change what happens in everybody's session.
  random.beginAnew()
  if (options.audit) writeAuditLog(apiServer, files[0] as HostFiles, facts)
  const faults = new Faults({
    clock,
    random: random.aside('faults'),
    network,
    machines,
    api: apiServer.troubles,
    nodes,
    controlPlane,
    labelsOf: (node) => admin.find(nodeKind, node)?.metadata.labels ?? {},
  })
  return {
    clock,
    random,
    pki,
    server,
    apiServer,
    network,
    nodes,
    controlPlane,
    get scheduler() {
      return controlPlane.scheduler as Scheduler
    },
    handle,
    unreachable: () => controlPlane.block(),
    settle: () => clock.settle(),
    admin,
    faults,
  }
}

/** The kubelet of a node, if a connection to it comes about. */
function reachableKubelet({ down, losses }: Network, from: Source, node: ClusterNode | undefined): KubeletApi | undefined {
  if (!node || down.has(node.name)) return undefined
  const to = { ip: '', nodeName: node.name }
  const lost = losses.any && from.nodeName !== node.name && losses.meet({ from, to, port: 10250, protocol: 'TCP' }) !== undefined
  return lost ? undefined : node.kubelet.server
}

/** Where kubeadm leaves the control plane for the kubelet to run. */
function writeManifests(files: HostFiles, pods: readonly Pod[]): void {
  for (const pod of pods) files.write(`/etc/kubernetes/manifests/${pod.metadata.name}.yaml`, { text: toYaml(pod), object: pod, mode: 0o600 })
}

/** The policy and the log, where kubeadm's users keep them. */
function writeAuditLog({ audit }: ApiServer, files: HostFiles, { nodeNames }: ClusterFacts): void {
  const log = new AuditLog(auditPolicy, ({ user, component }) => {
    const node = nodeNames.indexOf(user.username.replace('system:node:', ''))
    return component ? nodeAddress(Math.max(node, 0)) : gateway
  })
  log.follow(audit)
  files.write(auditPolicyPath, { text: auditPolicyFile(), mode: 0o600 })
  files.write(auditLogPath, {
    get text() {
      return log.text
    },
    mode: 0o600,
  })
}

/** Where people come from. */
const gateway = '172.18.0.1'

const factsOf = ({ controlPlanes = 1, nodes: count = controlPlanes + 2 }: ClusterOptions, pki: Pki): ClusterFacts => ({
  clusterName: 'ktutor',
  apiServer: { ip: nodeAddress(0), port: 6443 },
  kubernetesVersion,
  podSubnet: podSubnetFor(count),
  serviceSubnet: '10.96.0.0/12',
  dnsDomain,
  dnsServiceIp,
  caCertificate: pki.caCertificate,
  nodeNames: Array.from({ length: count }, (_, i) => (i < controlPlanes ? `control-plane${i === 0 ? '' : i + 1}` : `worker-${i - controlPlanes + 1}`)),
  controlPlanes,
})
