/** The process ids of a node. */
export class Processes {
  running: number
  readonly #watchers = new Set<() => void>()

  constructor(
    readonly capacity: number,
    system: number,
  ) {
    this.running = system
  }

  begin(count = 1): void {
    this.running += count
    for (const watcher of this.#watchers) watcher()
  }

  end(count = 1): void {
    this.running -= count
  }

  /** Calls back whenever another process begins. */
  watch(more: () => void): () => void {
    this.#watchers.add(more)
    return () => this.#watchers.delete(more)
  }
}
