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

  begin(): void {
    this.running++
    for (const watcher of this.#watchers) watcher()
  }

  end(): void {
    this.running--
  }

  /** Calls back whenever another process begins. */
  watch(more: () => void): () => void {
    this.#watchers.add(more)
    return () => this.#watchers.delete(more)
  }
}
