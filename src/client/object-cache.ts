import { controllerOf, type KubeObject } from '../api/object.ts'

/** Read access to an informer's cache. Objects are shared: read, never change. */
export interface Lister<T extends KubeObject> {
  get(name: string, namespace?: string): T | undefined
  /** All, or those of a namespace, in no particular order. All are the same list as before if nothing has changed. */
  list(namespace?: string): readonly T[]
  /** Those whose managing owner has this uid. */
  ownedBy(uid: string): readonly T[]
  /** Those of a namespace that have no managing owner. */
  orphans(namespace: string): readonly T[]
  /** Those that an index files under `value`, without a look at the others. */
  by(index: Index<T>, value: string): readonly T[]
}

/** Where an object is filed; undefined for nowhere. Declared once: a cache knows its indices by these functions. */
export type Index<T extends KubeObject> = (object: T) => string | undefined

/** Objects of one kind by namespace and name, and by the uid of their managing owner. */
export class ObjectCache<T extends KubeObject> implements Lister<T> {
  readonly #namespaces = new Map<string, Map<string, T>>()
  /** The list of all, until something changes. */
  #all: readonly T[] | undefined
  /** Kept from the first question on: most caches are never asked who owns what. */
  #owners: OwnerIndex<T> | undefined
  /** Made when first asked for, and kept up to date from then on. */
  #indices: Map<Index<T>, Map<string, Map<string, T>>> | undefined

  get(name: string, namespace = ''): T | undefined {
    return this.#namespaces.get(namespace)?.get(name)
  }

  list(namespace?: string): readonly T[] {
    if (namespace) return valuesOf(this.#namespaces.get(namespace))
    if (this.#all) return this.#all
    const all: T[] = []
    for (const objects of this.#namespaces.values()) for (const object of objects.values()) all.push(object)
    return (this.#all = all)
  }

  ownedBy(uid: string): readonly T[] {
    return this.#index().ownedBy(uid)
  }

  orphans(namespace: string): readonly T[] {
    return this.#index().orphans(namespace)
  }

  by(index: Index<T>, value: string): readonly T[] {
    let filed = (this.#indices ??= new Map()).get(index)
    if (!filed) {
      this.#indices.set(index, (filed = new Map()))
      for (const object of this.list()) file(filed, index, object)
    }
    return valuesOf(filed.get(value))
  }

  /** @returns the object that was there before. */
  put(object: T): T | undefined {
    const { namespace = '', name } = object.metadata
    const objects = grow(this.#namespaces, namespace)
    const previous = objects.get(name)
    objects.set(name, object)
    this.#all = undefined
    this.#owners?.replace(previous, object)
    if (this.#indices) this.#file(previous, object)
    return previous
  }

  remove(object: T): T | undefined {
    const { namespace = '', name } = object.metadata
    const previous = this.get(name, namespace)
    if (!previous) return undefined
    this.#owners?.replace(previous, undefined)
    shrink(this.#namespaces, namespace, name)
    this.#all = undefined
    if (this.#indices) this.#file(previous, undefined)
    return previous
  }

  #index(): OwnerIndex<T> {
    if (!this.#owners) {
      this.#owners = new OwnerIndex()
      for (const object of this.list()) this.#owners.replace(undefined, object)
    }
    return this.#owners
  }

  /** An object keeps its place where it stays filed under the same value. */
  #file(before: T | undefined, now: T | undefined): void {
    for (const [index, filed] of this.#indices ?? []) {
      const value = before && index(before)
      if (value !== undefined && (before?.metadata.uid !== now?.metadata.uid || value !== (now && index(now)))) shrink(filed, value, (before as T).metadata.uid)
      if (now) file(filed, index, now)
    }
  }
}

function file<T extends KubeObject>(filed: Map<string, Map<string, T>>, index: Index<T>, object: T): void {
  const value = index(object)
  if (value !== undefined) grow(filed, value).set(object.metadata.uid, object)
}

class OwnerIndex<T extends KubeObject> {
  readonly #owned = new Map<string, Map<string, T>>()
  readonly #orphans = new Map<string, Map<string, T>>()

  ownedBy(uid: string): readonly T[] {
    return valuesOf(this.#owned.get(uid))
  }

  orphans(namespace: string): readonly T[] {
    return valuesOf(this.#orphans.get(namespace))
  }

  /** What changed last comes last: the order in which controllers see their objects, who decide by it between equals. */
  replace(before: T | undefined, after: T | undefined): void {
    if (before) this.#remove(before)
    if (!after) return
    const owner = controllerOf(after)
    const siblings = owner ? grow(this.#owned, owner.uid) : grow(this.#orphans, after.metadata.namespace ?? '')
    siblings.set(after.metadata.uid, after)
  }

  #remove(object: T): void {
    const { uid, namespace = '' } = object.metadata
    const owner = controllerOf(object)
    if (owner) shrink(this.#owned, owner.uid, uid)
    else shrink(this.#orphans, namespace, uid)
  }
}

const nothing: readonly never[] = []

const valuesOf = <T>(entries: ReadonlyMap<string, T> | undefined): readonly T[] => (entries ? [...entries.values()] : nothing)

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
