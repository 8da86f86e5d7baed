const most = 4096

/** A cache's memory of what was used lately: of too many things the one that was not used for longest is forgotten. */
export class Recent<T> {
  readonly #things = new Set<T>()

  /** @param forget is told of what is forgotten. */
  constructor(private readonly forget: (thing: T) => void) {}

  /** Makes a thing the newest. */
  touch(thing: T): void {
    this.#things.delete(thing)
    this.#things.add(thing)
    if (this.#things.size <= most) return
    for (const oldest of this.#things) {
      this.#things.delete(oldest)
      this.forget(oldest)
      return
    }
  }
}
