/**
 * A node: a machine with a kubelet, a container runtime and a place in the network. In a real cluster these are three
 * programs that start at boot; here one function assembles them. kube-proxy runs as a pod, as in a real cluster; its
 * rules are handed in as the node's `proxy`.
 */

import { PluginRegistry } from '../api/csi.ts'
import type { Obstacles } from '../api/obstacles.ts'
import { Quantity } from '../api/quantity.ts'
import type { Cancel } from '../api/request.ts'
import { Client } from '../client/client.ts'
import { CoreEventRecorder } from '../client/event-recorder.ts'
import type { Road } from '../client/road.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import { createRuntime, type NodeRuntime, type RuntimeOptions, type RuntimeTroubles } from './container-runtime/runtime.ts'
import type { MachineSize } from './container-runtime/usage/machine.ts'
import { Kubelet } from './kubelet/kubelet.ts'
import { KubeletAuth } from './kubelet/kubelet-auth.ts'
import type { KubeletOptions } from './kubelet/kubelet-options.ts'
import type { PodNetwork } from './kubelet/pod-network.ts'
import type { ProbeNetwork } from './kubelet/prober/probe-network.ts'
import type { ProbeMeeting, ProbeTrouble } from './kubelet/prober/probe-trouble.ts'
import type { Listener, Network, NodeAttachment, Refusal, Source } from './network/network.ts'
import { tcpStream } from './network/tcp-stream.ts'
import { NodeClock } from './node-clock.ts'

type FromKubelet = 'nodeName' | 'nodeIP' | 'podCIDR' | 'machine' | 'labels' | 'taints' | 'clusterDNS' | 'clusterDomain' | 'files' | 'eviction'
type FromRuntime = 'images' | 'preloaded' | 'programs'

export interface NodeOptions extends Pick<KubeletOptions, FromKubelet>, Pick<RuntimeOptions, FromRuntime> {
  /** Its way to the API server. */
  readonly road: Road
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly proxy?: NodeAttachment['proxy']
  /** What may get in the way of its containers and probes. */
  readonly troubles?: MachineTroubles
}

export interface MachineTroubles extends RuntimeTroubles {
  readonly probes: Obstacles<ProbeMeeting, ProbeTrouble>
}

export interface ClusterNode {
  readonly name: string
  readonly kubelet: Kubelet
  readonly runtime: NodeRuntime
  readonly clock: NodeClock
  /** Boots the machine, or starts a kubelet that was stopped. */
  start(): void
  /** Stops the kubelet; containers run on. */
  stop(): void
  /** Switches the machine off: nothing on it runs, nobody reaches it. */
  powerOff(): void
  /** Switches it on; a kubelet that is to start with it is started by `start()`. */
  powerOn(): void
}

/** A node that is assembled, and not started yet. */
export function createNode(options: NodeOptions): ClusterNode {
  const { nodeName: name, nodeIP: ip, network, troubles, road } = options
  const clock = new NodeClock(options.clock)
  const random = options.random.fork(`node/${name}`)
  const client = new Client(road.handle, { username: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }, 'kubelet')
  const events = new CoreEventRecorder(client, clock, random.fork('events'), { component: 'kubelet', host: name })
  const plugins = new PluginRegistry()
  const runtime = createRuntime({ ...options, clock, plugins, ...(options.machine ? { size: sizeOf(options.machine) } : {}), random: random.fork('runtime') })
  const source: Source = { ip, nodeName: name }
  const probes = probeNetwork(network, source)
  const kubelet = new Kubelet({
    ...kubeletOptions(options),
    client,
    events,
    clock,
    random,
    runtime,
    plugins,
    probes,
    ...(troubles ? { probeTroubles: troubles.probes } : {}),
    network: podNetwork(network, source, clock),
    images: () => runtime.imageStore.list(),
  })
  network.addNode({ name, ip, ...(options.proxy ? { proxy: options.proxy } : {}) })
  let listening: Cancel | undefined
  const silence = (): void => {
    listening?.()
    listening = undefined
  }
  return {
    name,
    kubelet,
    runtime,
    clock,
    start() {
      network.down.delete(name)
      kubelet.start()
      listening ??= network.listen(ip, kubeletPort, 'TCP', kubeletListener(kubelet, new KubeletAuth(name, client, clock)))
    },
    stop() {
      silence()
      kubelet.stop()
    },
    powerOn: () => void network.down.delete(name),
    powerOff() {
      network.down.add(name)
      silence()
      kubelet.powerOff()
    },
  }
}

const kubeletPort = 10250

/** The kubelet as pods and nodes reach it: HTTPS with a certificate that it has signed itself, for its name only. */
const kubeletListener = (kubelet: Kubelet, auth: KubeletAuth): Listener => ({
  program: 'kubelet',
  tls: { names: [kubelet.nodeName] },
  http(request) {
    const refused = auth.refusal(request)
    if (refused) return { status: refused.status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${refused.message}\n` }
    const answer = kubelet.server.http(request)
    return 'failure' in answer ? 'reset' : answer
  },
})

const sizeOf = ({ cpu, memory, ephemeralStorage }: NonNullable<KubeletOptions['machine']>): MachineSize => ({
  cpu: Quantity.parse(cpu).milliValue,
  memory: Quantity.parse(memory).value,
  disk: Quantity.parse(ephemeralStorage).value,
})

/** Images that are on the machine when it is set up are what `describe node` lists first. */
const kubeletOptions = ({ preloaded: _preloaded, images: _images, programs: _programs, ...rest }: NodeOptions): Omit<NodeOptions, FromRuntime> => rest

const podNetwork = (network: Network, source: Source, clock: Clock): PodNetwork => ({
  attach: ({ ip, nodeName, namespace, name, hostname, labels, dns, hostPorts, hostAliases = [] }): Cancel =>
    network.attach({
      ip,
      nodeName,
      namespace,
      name,
      hostname,
      labels,
      dns,
      ...(hostPorts ? { hostPorts } : {}),
      hosts: Object.fromEntries(hostAliases.flatMap((alias) => alias.hostnames.map((host) => [host, alias.ip]))),
    }),
  dial(ip, port) {
    const connection = network.connect(network.podAt(ip) ?? source, 'localhost', port)
    return connection.ok ? tcpStream(connection, (seconds, task) => clock.after(seconds * 1000, task)) : undefined
  },
})

const probeNetwork = (network: Network, from: Source): ProbeNetwork => ({
  http({ scheme, host, port, path, headers, timeout }) {
    const answer = network.http(from, { url: { scheme, host, port, path }, headers, timeout })
    return answer.ok ? { ok: true, status: answer.status, body: answer.body } : failure(answer)
  },
  tcp(host, port) {
    const answer = network.connect(from, host, port)
    return answer.ok ? { ok: true } : failure(answer)
  },
})

const failure = ({ why }: Refusal): { ok: false; why: Refusal['why'] } => ({ ok: false, why })
