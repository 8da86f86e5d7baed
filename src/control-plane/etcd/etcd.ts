/**
 * etcd: the memory of the cluster. In a real one, a replicated key-value store on the control-plane nodes that only the
 * API server talks to. Here: one member, in memory, with what the API server relies on: one revision counter for all
 * writes, compare-and-swap on a key's revision, ranges in key order (also as of an older revision), watches from a
 * revision, and compaction. It knows keys and values, no kinds. Not simulated: raft, leases, members, disk.
 */

export interface KeyValue<V> {
  readonly key: string
  readonly value: V
  readonly createRevision: number
  readonly modRevision: number
}

export interface EtcdEvent<V> {
  readonly type: 'put' | 'delete'
  readonly key: string
  /** The value written, or for a delete the last value. */
  readonly value: V
  readonly previous: KeyValue<V> | undefined
  readonly revision: number
}

/** The compare of a compare-and-swap failed; `current` is what is there now. */
export class RevisionConflict<V> extends Error {
  constructor(
    readonly key: string,
    readonly current: KeyValue<V> | undefined,
  ) {
    super(`etcd: revision of ${key} is not the expected one`)
  }
}

/** A revision was asked for that is no longer (or not yet) in the history. */
export class CompactedRevision extends Error {
  constructor(
    readonly requested: number,
    readonly oldest: number,
  ) {
    super('etcdserver: mvcc: required revision has been compacted')
  }
}

type Listener<V> = (event: EtcdEvent<V>) => void

interface Watch<V> {
  readonly prefix: string
  readonly listener: Listener<V>
}

/** Keys below one prefix of two segments (`/registry/pods/`): the unit of ranges and watches. Sorted when somebody asks for them, not when they come and go. */
class Directory<V> {
  /** Replaced, never changed: who is being told of an event is not disturbed by those who come and go meanwhile. */
  watches: readonly Watch<V>[] = []
  /** Of the last write below it. */
  revision = 0
  #sorted: string[] = []
  /** Keys that came since, not sorted. One that went and came again is in both. */
  #added: string[] = []
  #removed = false

  keys(exists: (key: string) => boolean): readonly string[] {
    if (this.#removed) {
      this.#sorted = this.#sorted.filter(exists)
      this.#added = this.#added.filter(exists)
      this.#removed = false
    }
    if (this.#added.length > 0) {
      this.#sorted = merged(this.#sorted, this.#added.sort(byteOrder))
      this.#added = []
    }
    return this.#sorted
  }

  add(key: string): void {
    this.#added.push(key)
  }

  remove(): void {
    this.#removed = true
  }
}

export class Etcd<V> {
  #revision: number
  #compacted: number
  #history: EtcdEvent<V>[] = []
  readonly #entries = new Map<string, KeyValue<V>>()
  readonly #directories = new Map<string, Directory<V>>()

  /**
   * @param firstRevision where the counter stands before the first write.
   * @param longest so many writes the history holds at least, and twice as many at most: in a real cluster the watch caches
   * of the API servers are bounded so, and who has fallen behind further must list again.
   */
  constructor(
    firstRevision = 1,
    private readonly longest = 10_000,
  ) {
    this.#revision = firstRevision
    this.#compacted = firstRevision
  }

  get revision(): number {
    return this.#revision
  }

  /** The oldest revision that ranges and watches may still ask for. */
  get oldestRevision(): number {
    return this.#compacted
  }

  /** The revision of the last write to a directory (`/registry/pods/`), deletions included; 0 if there was none. */
  lastWrite(directory: string): number {
    return this.#directories.get(directory)?.revision ?? 0
  }

  get(key: string): KeyValue<V> | undefined {
    return this.#entries.get(key)
  }

  /**
   * Entries whose key starts with `prefix` (at least `/a/b/`), in key order, those after `after` only, at most `limit`.
   * With `revision`, as the store was then. @throws CompactedRevision
   */
  range(prefix: string, options: { after?: string; limit?: number; revision?: number } = {}): { items: KeyValue<V>[]; remaining: number; revision: number } {
    const revision = options.revision ?? this.#revision
    const past = revision < this.#revision ? this.#asOf(prefix, revision) : undefined
    const entries = past ?? this.#entries
    const keys = past ? [...past.keys()].sort(byteOrder) : this.#keys(prefix)
    let start = lowerBound(keys, prefix)
    if (options.after !== undefined) {
      start = Math.max(start, lowerBound(keys, options.after))
      if (keys[start] === options.after) start++
    }
    const items: KeyValue<V>[] = []
    let i = start
    for (; i < keys.length && items.length < (options.limit ?? Number.POSITIVE_INFINITY); i++) {
      const key = keys[i] as string
      if (!key.startsWith(prefix)) break
      items.push(entries.get(key) as KeyValue<V>)
    }
    let remaining = 0
    if (options.limit !== undefined) for (; i < keys.length && (keys[i] as string).startsWith(prefix); i++) remaining++
    return { items, remaining, revision }
  }

  /**
   * Writes `make(revision)` under `key` if the key's modRevision is `expected` (0: the key must not exist).
   * The value is made from the new revision because objects carry it. @throws RevisionConflict
   */
  put(key: string, expected: number, make: (revision: number) => V): KeyValue<V> {
    const current = this.#entries.get(key)
    if ((current?.modRevision ?? 0) !== expected) throw new RevisionConflict(key, current)
    const revision = this.#revision + 1
    const value = make(revision)
    this.#revision = revision
    const entry: KeyValue<V> = { key, value, createRevision: current?.createRevision ?? revision, modRevision: revision }
    const directory = this.#directory(key)
    if (!current) directory.add(key)
    this.#entries.set(key, entry)
    this.#publish(directory, { type: 'put', key, value, previous: current, revision })
    return entry
  }

  /** Deletes `key` if its modRevision is `expected`; `make` gives the last value as watchers shall see it. @throws RevisionConflict */
  delete(key: string, expected: number, make?: (revision: number, last: V) => V): KeyValue<V> {
    const current = this.#entries.get(key)
    if (!current || current.modRevision !== expected) throw new RevisionConflict(key, current)
    this.#revision++
    this.#entries.delete(key)
    const directory = this.#directory(key)
    directory.remove()
    const value = make ? make(this.#revision, current.value) : current.value
    this.#publish(directory, { type: 'delete', key, value, previous: current, revision: this.#revision })
    return current
  }

  /**
   * Calls `listener` for every change below `prefix` after revision `from`: first, before this returns, for those in the
   * history, then for each as it happens. @returns cancel. @throws CompactedRevision
   */
  watch(prefix: string, from: number, listener: Listener<V>): () => void {
    if (from < this.#compacted) throw new CompactedRevision(from, this.#compacted)
    for (const event of this.#since(from)) if (event.key.startsWith(prefix)) listener(event)
    const directory = this.#directory(prefix)
    const watch = { prefix, listener }
    directory.watches = [...directory.watches, watch]
    return () => {
      directory.watches = directory.watches.filter((other) => other !== watch)
    }
  }

  /** Forgets the history up to and including `revision`. */
  compact(revision: number): void {
    this.#history = this.#since(revision)
    this.#compacted = Math.max(this.#compacted, Math.min(revision, this.#revision))
  }

  #directory(key: string): Directory<V> {
    const name = directoryOf(key)
    let directory = this.#directories.get(name)
    if (!directory) this.#directories.set(name, (directory = new Directory()))
    return directory
  }

  /** Of the directory that a prefix is in, in their order. */
  #keys(prefix: string): readonly string[] {
    return this.#directories.get(directoryOf(prefix))?.keys((key) => this.#entries.has(key)) ?? []
  }

  #publish(directory: Directory<V>, event: EtcdEvent<V>): void {
    this.#history.push(event)
    if (this.#history.length > 2 * this.longest) this.compact(event.revision - this.longest)
    directory.revision = event.revision
    for (const { prefix, listener } of directory.watches) if (event.key.startsWith(prefix)) listener(event)
  }

  /** Revisions are consecutive, so the place of a revision in the history is arithmetic. */
  #since(revision: number): EtcdEvent<V>[] {
    const first = this.#history[0]
    return first ? this.#history.slice(Math.max(0, revision + 1 - first.revision)) : []
  }

  /** The entries below `prefix` at an older revision: the present with the later changes taken back. */
  #asOf(prefix: string, revision: number): Map<string, KeyValue<V>> {
    if (revision < this.#compacted) throw new CompactedRevision(revision, this.#compacted)
    const entries = new Map(this.#keys(prefix).map((key) => [key, this.#entries.get(key) as KeyValue<V>]))
    for (const event of this.#since(revision).reverse()) {
      if (!event.key.startsWith(prefix)) continue
      if (event.previous) entries.set(event.key, event.previous)
      else entries.delete(event.key)
    }
    return entries
  }
}

/** `/registry/pods/default/web` and `/registry/pods/` both live in `/registry/pods/`. */
function directoryOf(key: string): string {
  const end = key.indexOf('/', key.indexOf('/', 1) + 1)
  return end < 0 ? key : key.slice(0, end + 1)
}

/** Two sorted lists as one, without doubles. */
function merged(a: readonly string[], b: readonly string[]): string[] {
  const all: string[] = []
  const add = (key: string): void => {
    if (key !== all.at(-1)) all.push(key)
  }
  let next = 0
  for (const key of a) {
    for (; next < b.length && (b[next] as string) < key; next++) add(b[next] as string)
    add(key)
  }
  for (; next < b.length; next++) add(b[next] as string)
  return all
}

const byteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Index of the first key that is not before `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) < key) low = middle + 1
    else high = middle
  }
  return low
}
