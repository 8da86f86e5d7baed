/**
 * Who owns whom, of all objects in the cluster: fed by watching every kind that discovery knows.
 * Models GraphBuilder of kubernetes pkg/controller/garbagecollector.
 */
import { apiVersionOf, type Kind } from '../../../api/kinds.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Cancel } from '../../../api/request.ts'
import type { OwnerReference } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import { type DiscoveredKind, discoverPresent } from '../../../client/discovery.ts'
import type { Change, Informers } from '../../../client/informer.ts'

export interface Node {
  readonly kind: Kind
  /** As last seen. */
  object: KubeObject
}

/** Events are many, own nothing and go by themselves. */
const ignored = new Set(['/events', 'events.k8s.io/events'])

const none: readonly OwnerReference[] = []

export class OwnerGraph {
  readonly #nodes = new Map<string, Node>()
  readonly #dependents = new Map<string, Map<string, Node>>()
  readonly #kinds = new Map<string, Kind>()
  readonly #cancels: Cancel[] = []
  readonly #watched = new Set<string>()
  /** What discovery told before, and need not be looked at again. */
  readonly #seen = new WeakSet<DiscoveredKind>()
  #present: readonly DiscoveredKind[] = []

  /** @param notice is told of each change after the graph took it in. */
  constructor(
    private readonly informers: Informers,
    private readonly notice: (change: Change<KubeObject>) => void,
  ) {}

  /** Starts to watch the kinds that are not watched yet, each in one version; owners may be named by any. */
  follow(client: Client): void {
    const present = discoverPresent(client)
    if (present === this.#present) return
    this.#present = present
    const news: Kind[] = []
    for (const kind of present.filter((kind) => this.#isNew(kind))) {
      this.#kinds.set(`${apiVersionOf(kind)}/${kind.kind}`, kind)
      const name = `${kind.group}/${kind.plural}`
      if (!this.#watched.has(name)) news.push(kind)
      this.#watched.add(name)
    }
    for (const kind of news) this.#cancels.push(this.informers.of(kind).subscribe((change) => this.#take(kind, change)))
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel()
  }

  get(uid: string): Node | undefined {
    return this.#nodes.get(uid)
  }

  /** Objects that name this uid as an owner. */
  dependentsOf(uid: string): Node[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])]
  }

  kindOf(reference: OwnerReference): Kind | undefined {
    return this.#kinds.get(`${reference.apiVersion}/${reference.kind}`)
  }

  #isNew(kind: DiscoveredKind): boolean {
    if (this.#seen.has(kind)) return false
    this.#seen.add(kind)
    const collectable = ['delete', 'list', 'watch'].every((verb) => kind.verbs.includes(verb)) && !ignored.has(`${kind.group}/${kind.plural}`)
    return collectable && !this.#kinds.has(`${apiVersionOf(kind)}/${kind.kind}`)
  }

  #take(kind: Kind, change: Change<KubeObject>): void {
    const { type, object, previous } = change
    const { uid } = object.metadata
    for (const owner of previous?.metadata.ownerReferences ?? none) this.#drop(owner.uid, uid)
    if (type === 'DELETED') this.#nodes.delete(uid)
    else this.#put(uid, kind, object)
    this.notice(change)
  }

  #put(uid: string, kind: Kind, object: KubeObject): void {
    let node = this.#nodes.get(uid)
    if (node) node.object = object
    else this.#nodes.set(uid, (node = { kind, object }))
    for (const owner of object.metadata.ownerReferences ?? none) {
      const siblings = this.#dependents.get(owner.uid)
      if (siblings) siblings.set(uid, node)
      else this.#dependents.set(owner.uid, new Map([[uid, node]]))
    }
  }

  #drop(owner: string, uid: string): void {
    const siblings = this.#dependents.get(owner)
    siblings?.delete(uid)
    if (siblings?.size === 0) this.#dependents.delete(owner)
  }
}
