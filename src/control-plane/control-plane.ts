/**
 * The control plane: on each of its nodes an etcd member, an API server, a controller manager and a scheduler. In a real
 * cluster they are static pods of the kubelets there, and so here: each works while its container runs. The API servers
 * share one store and stand behind one address; of the managers and schedulers those work that hold their lease. Until
 * its containers ran once, a fresh control plane is taken to be up: that is kubeadm's bootstrapping. Simulated: an etcd
 * without quorum, API servers that come and go, leader changes. Left out: watch caches that lag behind each other.
 */
import { endpointSlices, endpoints } from '../api/kinds.ts'
import type { Pki } from '../api/pki.ts'
import type { ApiHandler, ApiRequest, ApiResponse } from '../api/request.ts'
import { StatusError } from '../api/status.ts'
import { Client } from '../client/client.ts'
import { Road } from '../client/road.ts'
import { round } from '../client/round.ts'
import type { Clock } from '../clock.ts'
import type { Network, Source } from '../node/network/network.ts'
import type { Random } from '../random.ts'
import type { ApiServer } from './api-server/api-server.ts'
import type { NodeRange } from './controller-manager/node-ipam.ts'
import { EtcdMembers } from './etcd/members.ts'
import type { Scheduler, SchedulerOptions } from './scheduler/scheduler.ts'

export interface ControlPlaneParts {
  readonly apiServer: ApiServer
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly pki: Pki
  /** Its nodes. */
  readonly nodes: readonly Source[]
  /** What the controller manager has to give to nodes. */
  readonly nodeRange: NodeRange
  readonly schedulerConfiguration?: SchedulerOptions['configuration']
}

const port = 6443
/** How long an API server that is gone stays an endpoint of the Service `kubernetes`. */
const endpointTtlMs = 15_000
/** Seconds until etcd's client gives a request up. */
const etcdTimeout = 7

export class ControlPlane {
  readonly etcd: EtcdMembers
  /** The scheduler that leads, or did last: it knows what it thought. */
  scheduler: Scheduler | undefined
  /** The nodes whose API server serves. */
  readonly #serving: Set<string>
  readonly #roads: Road[] = []
  readonly #admin: Client

  constructor(readonly parts: ControlPlaneParts) {
    this.#serving = new Set(parts.nodes.map(nameOf))
    this.etcd = new EtcdMembers(
      parts.nodes.map((node) => ({ name: nameOf(node), id: parts.random.aside(`etcd/${nameOf(node)}`).hex(16), ip: node.ip, running: true })),
    )
    this.#admin = new Client(parts.apiServer.unhindered, { username: 'system:apiserver', groups: ['system:masters'] }, 'kube-apiserver')
  }

  /** What the API servers answer. */
  readonly handle: ApiHandler = (request) => (this.etcd.hasQuorum || isKnown(request) ? this.parts.apiServer.handle(request) : withoutQuorum(request))

  /** The way to them from a machine, or from the world outside; `own`: only to the one on the same machine. */
  road(from?: Source, own = false): Road {
    const road = new Road(this.handle, () => this.block(from, own))
    this.#roads.push(road)
    return road
  }

  /** Why nobody can be reached from there, in the words of Go's net package; undefined if somebody can. */
  block(from?: Source, own = false): string | undefined {
    const servers = own ? this.parts.nodes.filter((node) => node.nodeName === from?.nodeName) : this.parts.nodes
    if (servers.some((server) => this.#isUp(server) && !this.#isLost(from, server))) return undefined
    const [first] = servers
    if (!from || !first) return `dial tcp 127.0.0.1:${port}: connect: connection refused`
    const silent = this.parts.network.down.has(nameOf(first)) || this.#isLost(from, first)
    return `dial tcp ${first.ip}:${port}: ${silent ? 'i/o timeout' : 'connect: connection refused'}`
  }

  /** An API server that serves: from there nodes and pods are asked. */
  get source(): Source {
    return this.parts.nodes.find((node) => this.#isUp(node)) ?? (this.parts.nodes[0] as Source)
  }

  /** The API server of a node begins to serve, or ends. */
  serve(node: string, serves: boolean): void {
    if (this.#serving.has(node) === serves) return
    if (serves) this.#serving.add(node)
    else this.#serving.delete(node)
    this.look()
    if (this.parts.nodes.length > 1) this.parts.clock.after(serves ? 0 : endpointTtlMs, () => this.#publish(), { background: !serves })
  }

  /** What lies on the way to the API servers has changed. */
  look(): void {
    for (const road of this.#roads) road.look()
  }

  #isUp(node: Source): boolean {
    return this.#serving.has(nameOf(node)) && !this.parts.network.down.has(nameOf(node))
  }

  #isLost(from: Source | undefined, to: Source): boolean {
    const { losses } = this.parts.network
    return from !== undefined && losses.any && from.nodeName !== to.nodeName && losses.meet({ from, to, port, protocol: 'TCP' }) !== undefined
  }

  /** The endpoints of the Service `kubernetes` are the API servers that serve. */
  #publish(): void {
    const ips = this.parts.nodes.filter((node) => this.#isUp(node)).map(({ ip }) => ip)
    if (ips.length === 0 || !this.etcd.hasQuorum) return
    round(() => {
      const legacy = this.#admin.get(endpoints, 'kubernetes', 'default') as any
      this.#admin.update(endpoints, { ...legacy, subsets: [{ ...legacy.subsets[0], addresses: ips.map((ip) => ({ ip })) }] })
      const slice = this.#admin.get(endpointSlices, 'kubernetes', 'default') as any
      this.#admin.update(endpointSlices, { ...slice, endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true } })) })
    })
  }
}

const nameOf = ({ nodeName = '' }: Source): string => nodeName

const healthPath = /^\/(livez|readyz|healthz)(\/|$)/
const objectPath = /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\/./

/** What an API server knows by itself: what it serves, and its version. */
const isKnown = ({ path }: ApiRequest): boolean => !objectPath.test(path) && !healthPath.test(path)

/** Without etcd an API server knows no object, and says so after it has waited. */
function withoutQuorum({ path }: ApiRequest): ApiResponse {
  if (healthPath.test(path)) {
    const body = `[+]ping ok\n[+]log ok\n[-]etcd failed: reason withheld\n${path.slice(1)} check failed\n`
    return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
  }
  const { status } = new StatusError(500, '', 'etcdserver: request timed out')
  return { status: 500, headers: { 'content-type': 'application/json' }, body: status, seconds: etcdTimeout }
}
