/**
 * Speaks for the node: registers it, keeps its status up to date (looked at every 10 s, written when it changed and every
 * 5 min), and renews its Lease every 10 s, by which the control plane sees that it lives. Models pkg/kubelet/kubelet_node_status.go.
 */
import { csiNodes, leases, nodes } from '../../../api/kinds.ts'
import { type Draft, deepEqual } from '../../../api/object.ts'
import { oncePerObject } from '../../../api/once-per-object.ts'
import { StatusError } from '../../../api/status.ts'
import { formatMicroTime } from '../../../api/time.ts'
import type { Lease, Node, NodeStatus, NodeSystemInfo, Taint } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import type { EventRecorder } from '../../../client/event-recorder.ts'
import type { Clock, Timer } from '../../../clock.ts'
import { nodeConditions } from './conditions.ts'
import { allocatableOf, capacityOf, type Machine } from './machine.ts'

const lookMs = 10_000
const reportMs = 300_000
const leaseSeconds = 40
const namespace = 'kube-node-lease'

/** Volume plugins that were part of the kubelet once. Models pkg/volume/csi/nodeinfomanager. */
const migratedPlugins = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume']

/** An image that is kept on the node. */
export interface NodeImage {
  readonly names: readonly string[]
  readonly sizeBytes: number
}

export interface NodeReporterOptions {
  readonly name: string
  readonly ip: string
  readonly podCIDR: string
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly machine: Machine
  readonly info: NodeSystemInfo
  readonly images: () => readonly NodeImage[]
  /** The node as a watch shows it, if there is one. */
  readonly shown: () => Node | undefined
}

export class NodeReporter {
  /** Types of conditions that are not well; a fault puts them here. */
  readonly trouble = new Set<string>()
  #timers: Timer[] = []
  #lastReport = 0
  #lease: Lease | undefined
  /** What was last looked at and found to be up to date. */
  #upToDate: { readonly node: Node; readonly trouble: string; readonly images: readonly unknown[] } | undefined
  readonly #addresses: NonNullable<NodeStatus['addresses']>
  #info: NodeSystemInfo
  #registered = false

  constructor(
    private readonly options: NodeReporterOptions,
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly events: EventRecorder,
  ) {
    this.#addresses = [
      { type: 'InternalIP', address: options.ip },
      { type: 'Hostname', address: options.name },
    ]
    this.#info = options.info
  }

  /** The machine will boot again, which the kubelet tells of when it is back. */
  rebooted(bootID: string): void {
    this.#info = { ...this.#info, bootID }
    this.#upToDate = undefined
  }

  start(): void {
    this.#registered = false
    this.#safely(() => this.#register())
    const node = this.#node()
    if (node) this.#safely(() => this.#tellOfDrivers(node))
    if (node) this.events.record(nodeReference(node), 'Normal', 'Starting', 'Starting kubelet.')
    this.#every(lookMs, () => this.#look(false))
    this.#every(lookMs, () => this.#renew())
    this.#look(true)
    if (node) this.events.record(nodeReference(node), 'Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods')
    this.#renew()
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
  }

  #every(ms: number, act: () => void): void {
    const slot = this.#timers.length
    const tick = (): void => {
      this.#timers[slot] = this.clock.after(
        ms,
        () => {
          tick()
          act()
        },
        { background: true },
      )
    }
    tick()
  }

  #node(): Node | undefined {
    let node: Node | undefined
    this.#safely(() => {
      node = this.client.find(nodes, this.options.name)
    })
    return node
  }

  #register(): void {
    const { name, podCIDR, taints } = this.options
    if (this.client.find(nodes, name)) {
      this.#registered = true
      return
    }
    const node: Draft<Node> = {
      metadata: { name, labels: this.#labels(), annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
      spec: { ...(podCIDR ? { podCIDR, podCIDRs: [podCIDR] } : {}), ...(taints.length > 0 ? { taints: [...taints] } : {}) },
      status: this.#status({}),
    }
    this.client.create(nodes, node)
    this.#registered = true
  }

  /** A node says which storage drivers it has: none at first, and what used to be built in is a driver's business. */
  #tellOfDrivers({ metadata: { name, uid } }: Node): void {
    if (this.client.find(csiNodes, name)) return
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid }]
    const annotations = { 'storage.alpha.kubernetes.io/migrated-plugins': migratedPlugins.map((plugin) => `kubernetes.io/${plugin}`).join(',') }
    // A list without elements does not travel: kubelets speak protobuf, which has no such thing.
    this.client.create(csiNodes, { metadata: { name, annotations, ownerReferences }, spec: { drivers: null as never } })
  }

  #labels(): Record<string, string> {
    return {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': this.options.name,
      'kubernetes.io/os': 'linux',
      ...this.options.labels,
    }
  }

  /** Looks at the node, and writes its status if it changed or was not written for long. */
  #look(first: boolean): void {
    const due = this.clock.now() - this.#lastReport >= reportMs
    // All that may change on the machine.
    const now = { trouble: [...this.trouble].join(' '), images: this.options.images() }
    const before = this.#upToDate
    const isAsBefore = (node: Node | undefined): boolean =>
      node !== undefined && !first && !due && before?.node === node && before.trouble === now.trouble && before.images === now.images
    // Who sees its node in a watch need not ask for it to find that nothing is new.
    if (isAsBefore(this.options.shown())) return
    const node = this.#node()
    if (!node) {
      // Registered once, a kubelet does not do it again until it is started anew.
      if (!this.#registered) this.#safely(() => this.#register())
      return
    }
    if (isAsBefore(node)) return
    const old = node.status ?? {}
    const { conditions, events } = nodeConditions(first ? withoutNews(old) : (old.conditions ?? []), this.trouble, this.clock.now())
    const status = { ...this.#status(old), conditions }
    this.#upToDate = { node, ...now }
    if (!first && !due && deepEqual(withoutHeartbeats(status), withoutHeartbeats(old))) return
    this.#lastReport = this.clock.now()
    this.#safely(() => this.client.updateStatus(nodes, { ...node, status }))
    const { bootID } = this.#info
    if (old.nodeInfo && old.nodeInfo.bootID !== bootID)
      this.events.record(nodeReference(node), 'Warning', 'Rebooted', `Node ${node.metadata.name} has been rebooted, boot id: ${bootID}`)
    for (const event of events) this.events.record(nodeReference(node), 'Normal', event, `Node ${node.metadata.name} status is now: ${event}`)
  }

  #status(old: NodeStatus): NodeStatus {
    const { machine } = this.options
    return {
      ...old,
      addresses: this.#addresses,
      allocatable: allocatableOf(machine),
      capacity: capacityOf(machine),
      conditions: nodeConditions(old.conditions ?? [], this.trouble, this.clock.now()).conditions,
      ...everyNode,
      images: largestFirst(this.options.images()),
      nodeInfo: this.#info,
      runtimeHandlers,
    }
  }

  #renew(): void {
    const { name } = this.options
    const now = formatMicroTime(this.clock.now())
    const renewed = (lease: Lease): Lease =>
      this.client.update(leases, { ...lease, spec: { ...lease.spec, holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: now } })
    // The lease as it was written last will do, if nobody else touched it.
    const held = this.#lease
    this.#lease = undefined
    if (held) this.#safely(() => (this.#lease = renewed(held)))
    if (this.#lease) return
    this.#safely(() => {
      const lease = this.client.find(leases, name, namespace)
      this.#lease = lease ? renewed(lease) : this.client.create(leases, this.#newLease(now), namespace)
    })
  }

  #newLease(renewTime: string): Draft<Lease> {
    const { name } = this.options
    const node = this.#node()
    const owner = node ? [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }] : undefined
    return {
      metadata: { name, namespace, ...(owner ? { ownerReferences: owner } : {}) },
      spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
    }
  }

  /** An API server that is away or refuses is no reason to stop: the next round tries again. */
  #safely(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}

/** What each node says of itself, and all share. */
const everyNode = { daemonEndpoints: { kubeletEndpoint: { Port: 10250 } }, features: { supplementalGroupsPolicy: true } }
const runtimeHandlers = ['', 'runc'].map((name) => ({ name, features: { recursiveReadOnlyMounts: true, userNamespaces: true } }))

/** The list of a runtime is the same until an image comes or goes. */
const largestFirst = oncePerObject((images: readonly NodeImage[]) =>
  [...images]
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, 50)
    .map(({ names, sizeBytes }) => ({ names: [...names], sizeBytes })),
)

/** Events on nodes carry the node's name for a uid. */
const nodeReference = (node: Node): Node => ({ ...node, metadata: { ...node.metadata, uid: node.metadata.name } })

/** A kubelet that starts tells of the pressures it finds, as on a new node. */
const withoutNews = (status: NodeStatus): NonNullable<NodeStatus['conditions']> => (status.conditions ?? []).filter((condition) => condition.type === 'Ready')

const withoutHeartbeats = (status: NodeStatus): NodeStatus => ({
  ...status,
  conditions: (status.conditions ?? []).map(({ lastHeartbeatTime: _, ...condition }) => condition),
})
