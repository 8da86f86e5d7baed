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
import { SimulatedClock } from './clock.ts'
import { ApiServer } from './control-plane/api-server/api-server.ts'
import { AuditLog } from './control-plane/api-server/audit-log.ts'
import { ControllerManager } from './control-plane/controller-manager/controller-manager.ts'
import type { KubeSchedulerConfiguration } from './control-plane/scheduler/configuration.ts'
import { Scheduler } from './control-plane/scheduler/scheduler.ts'
import { Faults } from './faults/faults.ts'
import { auditLogPath, auditPolicy, auditPolicyFile, auditPolicyPath } from './kubeadm/audit.ts'
import { controlPlanePods } from './kubeadm/control-plane.ts'
import { type ClusterFacts, initAddons, initKubernetesService, initNamespaces } from './kubeadm/init.ts'
import { markControlPlane } from './kubeadm/mark-control-plane.ts'
import { nodeAddress, podCidrOf, podSubnetFor } from './kubeadm/subnets.ts'
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
  /** All nodes, the control-plane node included. */
  readonly nodes?: number
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
  readonly scheduler: Scheduler
  /** The way in for everybody. Components react when the clock settles. */
  readonly handle: ApiHandler
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
  const kubelets = new Map<string, KubeletApi>()
  const network = new Network()
  joinWorld(network)
  const facts = { ...factsOf(options.nodes ?? 3, pki), ...(options.audit ? { audit: true } : {}) }
  const controlPlane = sourceOf(facts, facts.nodeNames[0] as string)
  const controlPlaneFiles = new HostFiles()
  const machines: MachineTroubles = { pulls: new Obstacles(), starts: new Obstacles(), probes: new Obstacles() }
  const apiServer = new ApiServer({
    clock,
    random: random.fork('api-server'),
    pki,
    kubelet: (name) => (network.down.has(name) || isLost(network, controlPlane, sourceOf(facts, name), 10250) ? undefined : kubelets.get(name)),
    dial: dialFrom(network, controlPlane),
    address: server.replace('https://', ''),
    ...(options.describe ? { describe: options.describe } : {}),
    ...(options.freeze ? { freeze: true } : {}),
  })
  const { handle } = apiServer
  const admin = new Client(apiServer.unhindered, { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }, 'kubeadm')

  initNamespaces(admin)
  apiServer.postStart()
  initKubernetesService(admin, facts)
  new ControllerManager({ handle, clock, random: random.fork('controller-manager'), pki })
  const scheduler = new Scheduler({
    handle,
    clock,
    random: random.fork('scheduler'),
    hostname: facts.nodeNames[0] as string,
    ...(options.scheduler ? { configuration: options.scheduler } : {}),
  })
  writeManifests(controlPlaneFiles, controlPlanePods(facts))
  const proxies = new Map<string, KubeProxy>()
  const programs = systemPrograms({ handle, pki, facts, proxies })
  for (const [i, name] of facts.nodeNames.entries()) {
    const proxy = new KubeProxy({ clock, random: random.fork(`kube-proxy/${name}`), nodeName: name })
    proxies.set(name, proxy)
    const node = createNode({
      nodeName: name,
      nodeIP: nodeAddress(i),
      podCIDR: podCidrOf(facts.podSubnet, i),
      ...(i === 0 ? { files: controlPlaneFiles } : {}),
      clusterDNS: dnsServiceIp,
      clusterDomain: dnsDomain,
      handle,
      clock,
      random,
      network,
      proxy,
      programs,
      troubles: machines,
      cutOff: () => (isLost(network, sourceOf(facts, name), controlPlane, 6443) ? `dial tcp ${facts.apiServer.ip}:6443: i/o timeout` : undefined),
    })
    nodes.push(node)
    kubelets.set(name, node.kubelet)
    node.start()
  }
  clock.settle()
  markControlPlane(admin, facts.nodeNames[0] as string)
  initAddons(admin, facts)
  for (const name of options.addOns ?? []) installAddOn(admin, addOnNamed(name))
  clock.settle()
  clock.advanceUntil(() => clock.atRest(), bootPatience)
  if (clock.now() < options.start) clock.advanceTo(options.start)
  // Whoever gives the cluster one more component does not change what happens in everybody's session.
  random.beginAnew()
  if (options.audit) writeAuditLog(apiServer, controlPlaneFiles, facts)
  const faults = new Faults({
    clock,
    random: random.aside('faults'),
    network,
    machines,
    api: apiServer.troubles,
    nodes,
    labelsOf: (node) => admin.find(nodeKind, node)?.metadata.labels ?? {},
  })
  return { clock, random, pki, server, apiServer, network, nodes, scheduler, handle, settle: () => clock.settle(), admin, faults }
}

const sourceOf = ({ nodeNames }: ClusterFacts, name: string): Source => ({ ip: nodeAddress(nodeNames.indexOf(name)), nodeName: name })

/** Whether a connection between two machines gets lost. */
const isLost = ({ losses }: Network, from: Source, to: Source, port: number): boolean =>
  losses.any && from.nodeName !== to.nodeName && losses.meet({ from, to, port, protocol: 'TCP' }) !== undefined

/** Where kubeadm leaves the control plane for the kubelet to run. */
function writeManifests(files: HostFiles, pods: readonly Pod[]): void {
  for (const pod of pods) files.write(`/etc/kubernetes/manifests/${pod.metadata.name}.yaml`, { text: toYaml(pod), mode: 0o600 })
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

const factsOf = (count: number, pki: Pki): ClusterFacts => ({
  clusterName: 'ktutor',
  apiServer: { ip: nodeAddress(0), port: 6443 },
  kubernetesVersion,
  podSubnet: podSubnetFor(count),
  serviceSubnet: '10.96.0.0/12',
  dnsDomain,
  dnsServiceIp,
  caCertificate: pki.caCertificate,
  nodeNames: Array.from({ length: count }, (_, i) => (i === 0 ? 'control-plane' : `worker-${i}`)),
})
