/**
 * The kubelet: the agent of a node. In a real cluster a process on every machine that registers it, watches the API for
 * pods bound to it, makes their containers run by way of the container runtime, probes them, restarts them, ends them,
 * and reports. Simulated: registration, status and Lease; admission; sandbox, volumes, environment; image pulls and their
 * back-off; init containers, sidecars, ephemeral containers; crash back-off; probes; lifecycle hooks; termination;
 * deadlines; static pods; logs and exec; figures; eviction; a kubelet that stops, and a node that loses power. Left out:
 * CPU and memory managers, device plugins, in-place resize beyond its status, CSI, checkpoints, metrics of its own.
 */
import { PluginRegistry } from '../../api/csi.ts'
import { pods } from '../../api/kinds.ts'
import type { Pod } from '../../api/types.ts'
import { type Change, Informer } from '../../client/informer.ts'
import type { Timer } from '../../clock.ts'
import { type Others, type Refusal, refusal } from './admission.ts'
import { BackOff } from './back-off.ts'
import { evictable } from './eviction/evictable.ts'
import { EvictionManager } from './eviction/eviction-manager.ts'
import { ImagePuller } from './images/image-puller.ts'
import type { KubeletOptions } from './kubelet-options.ts'
import { internal, KubeletServer } from './kubelet-server.ts'
import { allocatableOf, defaultMachine, systemInfo } from './node-status/machine.ts'
import { NodeReporter } from './node-status/node-reporter.ts'
import { OwnNode } from './node-status/own-node.ts'
import { ObjectSources } from './object-sources.ts'
import { Pleg } from './pleg.ts'
import type { PodHost } from './pod-host.ts'
import { AddressPool } from './pod-network.ts'
import { PodWorker } from './pod-worker.ts'
import { bytes } from './resources.ts'
import { isMirror, isStatic, mirrorAnnotation, workerKey } from './static-pod.ts'
import { StaticPods } from './static-pods.ts'
import { CsiVolumes } from './volumes/csi-volumes.ts'
import { HostFiles } from './volumes/host-files.ts'
import { VolumesInUse } from './volumes/volumes-in-use.ts'

/** How long after a change of a ConfigMap a pod's files follow: the kubelet looks once a minute. */
const volumeSyncMs = 60_000
/** How long it takes to refuse a pod. */
const refusalMs = 100
/** How often it looks whether the API server has told it of its pods. */
const syncLookMs = 1000

export class Kubelet {
  readonly #options: KubeletOptions
  readonly #host: PodHost
  /** What it serves on its port. */
  readonly server: KubeletServer
  readonly #workers = new Map<string, PodWorker>()
  readonly #node: OwnNode
  readonly #reporter: NodeReporter
  readonly #eviction: EvictionManager
  readonly #sources: ObjectSources
  readonly #statics: StaticPods
  readonly #pleg: Pleg
  #informer: Informer<Pod> | undefined
  #refresh: Timer | undefined
  #running = false

  constructor(options: KubeletOptions) {
    this.#options = options
    const { client, clock, events, runtime, nodeName, nodeIP, podCIDR, random } = options
    const machine = options.machine ?? defaultMachine
    const allocatable = allocatableOf(machine)
    const images = new ImagePuller(runtime, clock, events)
    this.#sources = new ObjectSources(client, clock, () => this.#objectChanged())
    this.#pleg = new Pleg(clock, (key) => this.#workers.get(key)?.noticed())
    this.#node = new OwnNode(nodeName, client, clock)
    this.#reporter = new NodeReporter(
      {
        name: nodeName,
        ip: nodeIP,
        podCIDR: podCIDR ?? '',
        machine,
        labels: options.labels ?? {},
        taints: options.taints ?? [],
        info: systemInfo(random),
        images: options.images ?? (() => []),
        shown: () => this.#node.shown(),
      },
      client,
      clock,
      events,
    )
    this.#host = {
      ...options,
      clusterDNS: options.clusterDNS ?? '10.96.0.10',
      clusterDomain: options.clusterDomain ?? 'cluster.local',
      addresses: new AddressPool(() => podCIDR ?? this.#node.get()?.spec.podCIDR),
      images,
      crashes: new BackOff(clock),
      sources: this.#sources,
      allocatable,
      memory: bytes(allocatable.memory),
      files: options.files ?? new HostFiles(),
      plugins: options.plugins ?? new PluginRegistry(),
      volumesInUse: new VolumesInUse(client, nodeName),
      latest: (pod) => this.#latest(pod),
      notice: (pod) => this.#pleg.notice(workerKey(pod)),
    }
    this.#statics = new StaticPods({
      nodeName,
      client,
      clock,
      files: this.#host.files,
      node: () => this.#node.get(),
      shown: (name, namespace) => this.#informer?.cache.get(name, namespace),
      changed: () => this.#syncStatics(),
    })
    new CsiVolumes(this.#host)
    this.#eviction = new EvictionManager({
      machine: runtime.machine,
      events,
      config: options.eviction ?? {},
      node: () => this.#node.get(),
      pods: () => [...this.#workers.values()].map((worker) => evictable(worker, runtime)),
      trouble: this.#reporter.trouble,
      reclaimDisk: () => runtime.collectGarbage(),
    })
    this.server = new KubeletServer(nodeName, runtime, clock, options.network, () => this.#serving())
    runtime.onExit((id) => this.#exited(id))
  }

  get nodeName(): string {
    return this.#options.nodeName
  }

  get running(): boolean {
    return this.#running
  }

  /** Starts the agent: from now on the node is registered, reported and runs its pods. Also after a stop. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#reporter.start()
    this.#eviction.start()
    this.#pleg.start()
    this.#informer = new Informer(pods, this.#options.client, this.#options.clock, { fieldSelector: `spec.nodeName=${this.#options.nodeName}` })
    this.#informer.subscribe((change) => this.#options.clock.post(() => this.#changed(change)))
    this.#informer.start()
    for (const worker of this.#workers.values()) worker.resume()
    this.#whenSynced(this.#informer)
    this.#statics.start()
    this.#syncStatics()
  }

  /** The agent stops; containers run on, but nobody reports or tends them. */
  stop(): void {
    this.#running = false
    this.#reporter.stop()
    this.#eviction.stop()
    this.#informer?.stop()
    this.#informer = undefined
    this.#sources.stop()
    this.#node.stop()
    this.#statics.stop()
    this.#pleg.stop()
    this.#refresh?.cancel()
    this.#refresh = undefined
    for (const worker of this.#workers.values()) worker.pause()
  }

  /** The machine goes off, with the agent and every container. `start()` is its next boot. */
  powerOff(): void {
    this.stop()
    for (const worker of this.#workers.values()) {
      worker.powerLost()
    }
    this.#options.runtime.powerOff()
    this.#reporter.rebooted(this.#options.random.uuid())
  }

  /** The workers, for who asks on port 10250. */
  #serving(): readonly PodWorker[] {
    const { nodeIP } = this.#options
    if (!this.#running) throw internal(`dial tcp ${nodeIP}:10250: connect: connection refused`)
    return [...this.#workers.values()]
  }

  // Pods from the API.

  #changed({ type, object }: Change<Pod>): void {
    if (!this.#running) return
    if (isMirror(object)) {
      this.#statics.mirror(type === 'DELETED' ? undefined : object)
      this.#workers.get(workerKey(object))?.report()
      return
    }
    const worker = this.#workers.get(workerKey(object))
    if (type === 'DELETED') {
      this.#drop(workerKey(object))
      return
    }
    // Of several changes in a row the last one counts.
    const pod = this.#latest(object)
    if (!pod) return
    if (worker) worker.update(pod)
    else this.#add(pod)
  }

  #add(pod: Pod): void {
    const worker = new PodWorker(this.#host, pod)
    this.#workers.set(workerKey(pod), worker)
    const phase = pod.status?.phase
    if (pod.metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed') {
      worker.update(pod)
      return
    }
    const node = this.#node.get()
    const refused = this.#eviction.refusal(pod) ?? (node && refusal(pod, node, this.#others(worker)))
    if (refused) this.#refuse(worker, refused)
    else worker.sync()
    this.#eviction.podAdded(pod)
  }

  /** Who else uses what the node has. */
  #others(newcomer: PodWorker): Others {
    const uses = (each: PodWorker): boolean => each !== newcomer && (each.stage === 'live' || each.stage === 'terminating')
    return { atMost: this.#workers.size - 1, pods: () => [...this.#workers.values()].filter(uses).map(({ pod }) => pod) }
  }

  /** Saying no takes a moment, too: whoever sends the next pod at once does not send them all at the same instant. */
  #refuse(worker: PodWorker, { reason, message }: Refusal): void {
    this.#options.clock.after(refusalMs, () => worker.stage === 'live' && worker.reject(reason, message))
  }

  /** Static pods run as their manifests are now; one that changed begins anew when the old one has ended. */
  #syncStatics(): void {
    const wanted = this.#statics.wanted
    for (const { pod } of [...this.#workers.values()])
      if (isStatic(pod) && !wanted.some(({ metadata }) => metadata.uid === pod.metadata.uid)) this.#drop(pod.metadata.uid)
    for (const pod of wanted) {
      const { uid, name, namespace } = pod.metadata
      const there = [...this.#workers.values()].some((worker) => worker.pod.metadata.name === name && worker.pod.metadata.namespace === namespace)
      if (!this.#workers.has(uid) && !there) this.#add(pod)
    }
    this.#statics.mirror()
  }

  /** Of a static pod that has ended nothing is shown any more. */
  #gone({ pod }: PodWorker): void {
    this.#workers.delete(workerKey(pod))
    if (!isStatic(pod)) return
    const mirror = this.#informer?.cache.get(pod.metadata.name, pod.metadata.namespace)
    if (mirror && isMirror(mirror)) this.#statics.mirror(mirror)
    this.#syncStatics()
  }

  #drop(key: string): void {
    const worker = this.#workers.get(key)
    worker?.removed()
    if (worker?.stage === 'gone') this.#gone(worker)
  }

  /** After a pause: pods that were deleted meanwhile are forgotten, as soon as the API server says which there are. */
  #whenSynced(informer: Informer<Pod>): void {
    if (this.#informer !== informer) return
    if (!informer.synced) {
      this.#options.clock.after(syncLookMs, () => this.#whenSynced(informer), { background: true })
      return
    }
    for (const [key, { pod }] of [...this.#workers]) {
      if (!this.#latest(pod) && !isStatic(pod)) this.#drop(key)
    }
  }

  #latest(pod: Pod): Pod | undefined {
    const known = this.#informer?.cache.get(pod.metadata.name, pod.metadata.namespace)
    const uid = isStatic(pod) ? known?.metadata.annotations?.[mirrorAnnotation] : known?.metadata.uid
    return uid === pod.metadata.uid ? known : undefined
  }

  // News from the runtime and from objects.

  #exited(id: string): void {
    for (const worker of this.#workers.values()) {
      const container = worker.containers.find((each) => each.current?.id === id)
      if (!container) continue
      if (this.#running) worker.exited(container)
      if (worker.stage === 'gone') this.#gone(worker)
      return
    }
  }

  #objectChanged(): void {
    if (this.#refresh) return
    const { clock, random } = this.#options
    this.#refresh = clock.after(Math.floor(volumeSyncMs * random.between(0.2, 1.5)), () => {
      this.#refresh = undefined
      for (const worker of this.#workers.values()) worker.refreshVolumes()
    })
  }
}
