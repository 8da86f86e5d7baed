/**
 * The watch cache: follows each directory of etcd once and tells those who watch it, in the order in which they came. Who
 * wants one value of a field only (a kubelet the pods of its node) is not asked about every object there is, but found
 * by the value: else each write would cost as much as there are nodes. Models apiserver pkg/storage/cacher and its indexers.
 */
import type { AnyObject } from '../../../api/object.ts'
import type { Cancel } from '../../../api/request.ts'
import type { Etcd, EtcdEvent } from '../../etcd/etcd.ts'
import type { FieldValue } from './selection.ts'

export type WatchListener = (event: EtcdEvent<AnyObject>) => void

interface Watcher {
  /** Grows with each watch. */
  readonly sequence: number
  readonly prefix: string
  readonly listener: WatchListener
}

const nobody: readonly Watcher[] = []

/** Who watches one directory. */
class Audience {
  readonly #general = new Set<Watcher>()
  /** Those that want one value of a field, by how the field is read. */
  readonly #byField = new Map<FieldValue['read'], Map<string, Set<Watcher>>>()
  #sequence = 0

  add(prefix: string, listener: WatchListener, only: FieldValue | undefined): Cancel {
    const watcher: Watcher = { sequence: ++this.#sequence, prefix, listener }
    if (!only) {
      this.#general.add(watcher)
      return () => this.#general.delete(watcher)
    }
    const byValue = this.#byField.get(only.read) ?? new Map<string, Set<Watcher>>()
    this.#byField.set(only.read, byValue)
    const alike = byValue.get(only.value) ?? new Set<Watcher>()
    byValue.set(only.value, alike.add(watcher))
    return () => {
      alike.delete(watcher)
      if (alike.size === 0 && byValue.get(only.value) === alike) byValue.delete(only.value)
    }
  }

  /** Who starts to watch meanwhile has the event from the history. */
  tell(event: EtcdEvent<AnyObject>): void {
    const newest = this.#sequence
    const found = this.#byField.size > 0 ? this.#found(event) : nobody
    let next = 0
    for (const watcher of this.#general) {
      if (watcher.sequence > newest) break
      for (; next < found.length && (found[next] as Watcher).sequence < watcher.sequence; next++) tell(found[next] as Watcher, event)
      tell(watcher, event)
    }
    for (; next < found.length; next++) tell(found[next] as Watcher, event)
  }

  /** Those who want a value that the object has, or had before. */
  #found({ value, previous }: EtcdEvent<AnyObject>): Watcher[] {
    const found: Watcher[] = []
    for (const [read, byValue] of this.#byField) {
      const now = read(value)
      const before = previous && read(previous.value)
      for (const watcher of byValue.get(now) ?? nobody) found.push(watcher)
      if (before !== undefined && before !== now) for (const watcher of byValue.get(before) ?? nobody) found.push(watcher)
    }
    return found.length > 1 ? found.sort((a, b) => a.sequence - b.sequence) : found
  }
}

export class WatchCache {
  readonly #audiences = new Map<string, Audience>()

  constructor(readonly etcd: Etcd<AnyObject>) {}

  /**
   * Calls `listener` for the changes below `prefix`, which is in `directory`, after revision `from`: those that were
   * before this returns, the others as they happen; of objects that neither have nor had the value `only`, perhaps not.
   * @throws CompactedRevision
   */
  watch(directory: string, prefix: string, from: number, listener: WatchListener, only?: FieldValue): Cancel {
    this.etcd.watch(prefix, from, listener)()
    return this.#audience(directory).add(prefix, listener, only)
  }

  #audience(directory: string): Audience {
    let audience = this.#audiences.get(directory)
    if (!audience) {
      this.#audiences.set(directory, (audience = new Audience()))
      const known = audience
      this.etcd.watch(directory, this.etcd.revision, (event) => known.tell(event))
    }
    return audience
  }
}

function tell({ prefix, listener }: Watcher, event: EtcdEvent<AnyObject>): void {
  if (event.key.startsWith(prefix)) listener(event)
}
