/** The disk of a node: what lies on it, and who wants to know when little is left. */
interface Watcher {
  readonly bytes: number
  readonly reached: () => void
}

export class Disk {
  readonly #watchers = new Set<Watcher>()
  /** Bytes of it that are images. */
  images = 0
  #used: number

  constructor(
    /** Bytes. */
    readonly capacity: number,
    system: number,
  ) {
    this.#used = system
  }

  get used(): number {
    return this.#used
  }

  get available(): number {
    return Math.max(0, this.capacity - this.#used)
  }

  /** So many bytes more (or with a negative number fewer) lie on it. */
  add(bytes: number): void {
    this.#used += bytes
    if (bytes > 0) for (const { bytes: limit, reached } of [...this.#watchers]) if (this.#used > limit) reached()
  }

  /** An image has come, or with a negative number gone. */
  addImage(bytes: number): void {
    this.images += bytes
    this.add(bytes)
  }

  /** Calls back whenever something is written while more than so many bytes are in use, and now if they are. */
  watch(bytes: number, reached: () => void): () => void {
    const watcher = { bytes, reached }
    this.#watchers.add(watcher)
    if (this.#used > bytes) reached()
    return () => this.#watchers.delete(watcher)
  }
}
