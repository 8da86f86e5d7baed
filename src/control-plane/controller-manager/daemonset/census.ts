/**
 * What a daemon set has on which node, kept up to date with each change of a node or pod: the pods of a large cluster
 * change one by one, and looking at all nodes at each change would make a rollout cost the square of its size.
 */
import { nodes, pods } from '../../../api/kinds.ts'
import { controllerOf } from '../../../api/object.ts'
import type { DaemonSet, Node, Pod } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import type { Change } from '../../../client/informer.ts'
import { isTerminating } from '../pod-state.ts'
import { nodeOf } from './nodes.ts'
import { type NodeCounts, Place } from './place.ts'
import { hashLabel } from './pods.ts'

/** The nodes and pods of one daemon set, by one version of its spec. */
export class SetCensus {
  /** Owned, but not chosen by the selector. */
  readonly strangers = new Map<string, Pod>()
  readonly counts: NodeCounts = { desiredNumberScheduled: 0, currentNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0, updatedNumberScheduled: 0 }
  readonly #places = new Map<string, Place>()
  readonly #busy = new Set<Place>()
  /** Ready, but not for long enough when last looked at: until when. */
  readonly #ripening = new Map<Place, number>()
  /** How many pods are of which template. */
  readonly #hashes = new Map<string, number>()
  #order = 0
  #old = 0

  constructor(
    readonly set: DaemonSet,
    readonly hash: string,
  ) {}

  /** Of the templates of all pods, those that are on their way out too. */
  get hashes(): Iterable<string> {
    return this.#hashes.keys()
  }

  /** Whether there are pods of another template, which an update would replace. */
  get hasOld(): boolean {
    return this.#old > 0
  }

  /** Where something may have to be made or deleted, in the order of the nodes. */
  busy(): Place[] {
    return [...this.#busy].sort((a, b) => a.order - b.order)
  }

  available(now: number): number {
    for (const [place, at] of this.#ripening) if (at <= now) this.#ripening.delete(place)
    return this.counts.numberReady - this.#ripening.size
  }

  /** When the next pod becomes available by waiting alone; to be asked after how many are. */
  nextAvailable(): number | undefined {
    return this.#ripening.size === 0 ? undefined : Math.min(...this.#ripening.values())
  }

  addNode(node: Node): void {
    this.#change(node.metadata.name, (place) => {
      if (!place.node) place.order = ++this.#order
      place.put(node)
    })
  }

  removeNode({ metadata: { name } }: Node): void {
    this.#change(name, (place) => void (place.node = undefined))
  }

  addPod(pod: Pod): void {
    const { uid } = pod.metadata
    if (!this.#chooses(pod)) this.strangers.set(uid, pod)
    else this.#changePod(pod, 1, ({ pods: here }) => void here.set(uid, pod))
  }

  removePod(pod: Pod): void {
    const { uid } = pod.metadata
    if (!this.#chooses(pod)) this.strangers.delete(uid)
    else this.#changePod(pod, -1, ({ pods: here }) => void here.delete(uid))
  }

  #chooses(pod: Pod): boolean {
    return matchesCached(this.set.spec?.selector, pod.metadata.labels ?? {})
  }

  #changePod(pod: Pod, by: 1 | -1, act: (place: Place) => void): void {
    const node = nodeOf(pod)
    if (node === undefined) return
    const hash = `${pod.metadata.labels?.[hashLabel]}`
    const alike = (this.#hashes.get(hash) ?? 0) + by
    if (alike > 0) this.#hashes.set(hash, alike)
    else this.#hashes.delete(hash)
    if (hash !== this.hash && !isTerminating(pod)) this.#old += by
    this.#change(node, act)
  }

  /** Takes out what the node counted for, changes it, and counts it again. */
  #change(name: string, act: (place: Place) => void): void {
    const place = this.#places.get(name) ?? new Place(this.set)
    this.#places.set(name, place)
    place.count(this.counts, -1, this.hash)
    act(place)
    const at = place.count(this.counts, 1, this.hash)
    if (at) this.#ripening.set(place, at)
    else this.#ripening.delete(place)
    if (place.isBusy) this.#busy.add(place)
    else this.#busy.delete(place)
    if (!place.node && place.pods.size === 0) this.#places.delete(name)
  }
}

/** The censuses of all daemon sets that a controller has asked about. */
export class DaemonCensus {
  readonly #sets = new Map<string, SetCensus>()

  constructor(private readonly context: ControllerContext) {
    context.follow(nodes, (change) => this.#noticeNode(change))
    context.follow(pods, (change) => this.#noticePod(change))
  }

  of(set: DaemonSet, hash: string): SetCensus {
    const { uid } = set.metadata
    let census = this.#sets.get(uid)
    if (census?.set.spec !== set.spec || census?.hash !== hash) {
      this.#sets.set(uid, (census = new SetCensus(set, hash)))
      for (const node of this.context.lister(nodes).list()) census.addNode(node)
      for (const pod of this.context.lister(pods).ownedBy(uid)) census.addPod(pod)
    }
    return census as SetCensus
  }

  forget(uid: string): void {
    this.#sets.delete(uid)
  }

  #noticeNode({ type, object }: Change<Node>): void {
    for (const census of this.#sets.values()) {
      if (type === 'DELETED') census.removeNode(object)
      else census.addNode(object)
    }
  }

  #noticePod({ type, object, previous }: Change<Pod>): void {
    if (previous) this.#ownerOf(previous)?.removePod(previous)
    if (type !== 'DELETED') this.#ownerOf(object)?.addPod(object)
  }

  #ownerOf(pod: Pod): SetCensus | undefined {
    return this.#sets.get(controllerOf(pod)?.uid ?? '')
  }
}
