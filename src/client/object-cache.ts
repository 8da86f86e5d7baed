import { controllerOf, type KubeObject } from '../api/object.ts'

/** Read access to an informer's cache. Objects are shared: read, never change. */
export interface Lister<T extends KubeObject> {
  get(name: string, namespace?: string): T | undefined
  /** All, or those of a namespace, in no particular order. */
  list(namespace?: string): readonly T[]
  /** Those whose managing owner has this uid. */
  ownedBy(uid: string): readonly T[]
  /** Those of a namespace that have no managing owner. */
  orphans(namespace: string): readonly T[]
}

/** Objects of one kind by namespace and name, and by the uid of their managing owner. */
export class ObjectCache<T extends KubeObject> implements Lister<T> {
  readonly #namespaces = new Map<string, Map<string, T>>()
  readonly #owned = new Map<string, Map<string, T>>()
  readonly #orphans = new Map<string, Map<string, T>>()

  get(name: string, namespace = ''): T | undefined {
    return this.#namespaces.get(namespace)?.get(name)
  }

  list(namespace?: string): readonly T[] {
    if (namespace) return [...(this.#namespaces.get(namespace)?.values() ?? [])]
    return [...this.#namespaces.values()].flatMap((objects) => [...objects.values()])
  }

  ownedBy(uid: string): readonly T[] {
    return [...(this.#owned.get(uid)?.values() ?? [])]
  }

  orphans(namespace: string): readonly T[] {
    return [...(this.#orphans.get(namespace)?.values() ?? [])]
  }

  /** @returns the object that was there before. */
  put(object: T): T | undefined {
    const { namespace = '', name, uid } = object.metadata
    const previous = this.get(name, namespace)
    if (previous) this.#disown(previous)
    grow(this.#namespaces, namespace).set(name, object)
    const owner = controllerOf(object)
    if (owner) grow(this.#owned, owner.uid).set(uid, object)
    else grow(this.#orphans, namespace).set(uid, object)
    return previous
  }

  remove(object: T): T | undefined {
    const { namespace = '', name } = object.metadata
    const previous = this.get(name, namespace)
    if (!previous) return undefined
    this.#disown(previous)
    shrink(this.#namespaces, namespace, name)
    return previous
  }

  #disown(object: T): void {
    const owner = controllerOf(object)
    if (owner) shrink(this.#owned, owner.uid, object.metadata.uid)
    else shrink(this.#orphans, object.metadata.namespace ?? '', object.metadata.uid)
  }
}

function grow<T>(index: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let entries = index.get(key)
  if (!entries) index.set(key, (entries = new Map()))
  return entries
}

function shrink<T>(index: Map<string, Map<string, T>>, key: string, entry: string): void {
  const entries = index.get(key)
  entries?.delete(entry)
  if (entries?.size === 0) index.delete(key)
}
