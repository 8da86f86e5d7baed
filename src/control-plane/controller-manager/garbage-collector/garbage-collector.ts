import type { KubeObject, ObjectKey } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { OwnerReference } from '../../../api/types.ts'
import type { Change } from '../../../client/informer.ts'
import type { ControllerParts } from '../../../client/run-controller.ts'
import { WorkQueue } from '../../../client/work-queue.ts'
import { isTerminating } from '../pod-state.ts'
import { type Node, OwnerGraph } from './graph.ts'
import { dropFinalizer, dropReferences, patchReferences, remove } from './writes.ts'

const foreground = 'foregroundDeletion'
const orphan = 'orphan'
/** How often new kinds are looked for. */
const discoveryMs = 30_000

const none: readonly OwnerReference[] = []

const has = (object: KubeObject | undefined, finalizer: string): boolean => object?.metadata.finalizers?.includes(finalizer) ?? false
/** Waits for its dependents to be deleted, or to be orphaned. */
const waits = (object: KubeObject | undefined, finalizer: string): boolean => object !== undefined && isTerminating(object) && has(object, finalizer)

export class GarbageCollector {
  readonly #graph: OwnerGraph
  readonly #queue: WorkQueue
  #stopped = false

  constructor(private readonly parts: ControllerParts) {
    this.#graph = new OwnerGraph(parts.informers, (change) => this.#notice(change))
    this.#queue = new WorkQueue(parts.clock, (key) => this.#attempt(key))
    this.#discover()
  }

  stop(): void {
    this.#stopped = true
    this.#graph.stop()
    this.#queue.stop()
  }

  #discover(): void {
    if (this.#stopped) return
    try {
      this.#graph.follow(this.parts.client)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
    this.parts.clock.after(discoveryMs, () => this.#discover(), { background: true })
  }

  /** The queue holds uids: a name may be taken again by another object. */
  #enqueue(uid: string): void {
    this.#queue.add({ namespace: '', name: uid })
  }

  #notice({ type, object, previous }: Change<KubeObject>): void {
    const { uid, ownerReferences = none } = object.metadata
    if (type === 'DELETED') {
      for (const dependent of this.#graph.dependentsOf(uid)) this.#enqueue(dependent.object.metadata.uid)
      this.#wakeWaiting(ownerReferences)
      return
    }
    for (const owner of ownerReferences) {
      const found = this.#graph.get(owner.uid)
      if (!found || waits(found.object, foreground)) this.#enqueue(uid)
    }
    // A reference that went away, or blocks no more, may have been the last that held the owner.
    if (previous) this.#wakeWaiting(previous.metadata.ownerReferences ?? none)
    if (waits(object, foreground) || waits(object, orphan)) {
      this.#enqueue(uid)
      if (waits(object, foreground)) for (const dependent of this.#graph.dependentsOf(uid)) this.#enqueue(dependent.object.metadata.uid)
    }
  }

  #wakeWaiting(owners: readonly OwnerReference[]): void {
    for (const { uid } of owners) if (waits(this.#graph.get(uid)?.object, foreground)) this.#enqueue(uid)
  }

  #attempt(key: ObjectKey): void {
    try {
      const node = this.#graph.get(key.name)
      if (node) this.#process(node)
      this.#queue.forget(key)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (!isNotFound(error)) {
        this.parts.onError?.('generic-garbage-collector', key, error)
        this.#queue.addRateLimited(key)
      }
    }
  }

  #process(node: Node): void {
    const { object } = node
    if (waits(object, orphan)) this.#orphanDependents(node)
    else if (waits(object, foreground)) this.#finishForeground(node)
    else if (!isTerminating(object) && object.metadata.ownerReferences?.length) this.#judge(node)
  }

  #orphanDependents(owner: Node): void {
    const { uid } = owner.object.metadata
    for (const dependent of this.#graph.dependentsOf(uid)) dropReferences(this.parts.client, dependent, [uid])
    dropFinalizer(this.parts.client, owner, orphan)
  }

  /** The owner may go when nothing that blocks it is left. */
  #finishForeground(owner: Node): void {
    const { uid } = owner.object.metadata
    const blocking = this.#graph
      .dependentsOf(uid)
      .filter(({ object }) => object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion))
    if (blocking.length === 0) dropFinalizer(this.parts.client, owner, foreground)
    else for (const { object } of blocking) if (!waits(object, foreground)) this.#enqueue(object.metadata.uid)
  }

  /** Goes by the owners: one that is there keeps the object; none, and it is deleted. */
  #judge(node: Node): void {
    const { object } = node
    const references = object.metadata.ownerReferences ?? []
    const owners = references.map((reference) => ({ reference, owner: this.#ownerOf(node, reference) }))
    const gone = owners.filter(({ owner }) => !owner)
    const waiting = owners.filter(({ owner }) => waits(owner, foreground))
    if (gone.length + waiting.length < owners.length) {
      const stale = [...gone, ...waiting].map(({ reference }) => reference.uid)
      if (stale.length > 0) dropReferences(this.parts.client, node, stale)
    } else if (waiting.length > 0 && this.#graph.dependentsOf(object.metadata.uid).length > 0) this.#deleteForeground(node)
    else remove(this.parts.client, node, has(object, orphan) ? 'Orphan' : has(object, foreground) ? 'Foreground' : 'Background')
  }

  #deleteForeground(node: Node): void {
    const { uid, ownerReferences = [] } = node.object.metadata
    // In a circle of owners each would wait for the other: stop blocking.
    if (this.#graph.dependentsOf(uid).some(({ object }) => waits(object, foreground)))
      patchReferences(
        this.parts.client,
        node,
        ownerReferences.map((reference) => ({ ...reference, blockOwnerDeletion: false })),
      )
    remove(this.parts.client, node, 'Foreground')
  }

  /** The owner as it is, or undefined if it does not exist (any more). An owner of the namespace cannot own what is not in it. */
  #ownerOf({ kind: dependentKind, object }: Node, reference: OwnerReference): KubeObject | undefined {
    const known = this.#graph.get(reference.uid)
    if (known && (!known.kind.namespaced || known.object.metadata.namespace === object.metadata.namespace)) return known.object
    const kind = this.#graph.kindOf(reference)
    if (!kind) throw new StatusError(500, 'InternalError', `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`)
    if (known || (kind.namespaced && !dependentKind.namespaced)) {
      this.#reportWrongNamespace(object, reference)
      return undefined
    }
    const owner = this.parts.client.find(kind, reference.name, object.metadata.namespace)
    return owner?.metadata.uid === reference.uid ? owner : undefined
  }

  #reportWrongNamespace(object: KubeObject, { apiVersion, kind, name, uid }: OwnerReference): void {
    const { namespace = '' } = object.metadata
    const text = `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`
    this.parts.events.record(object, 'Warning', 'OwnerRefInvalidNamespace', text)
  }
}
