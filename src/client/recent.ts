const most = 4096

/** Something that is remembered: `used` says when it was needed last, and is 0 for what is forgotten. */
export interface Remembered {
  used: number
}

/**
 * A cache's memory of what was used lately: of too many things the one that was not used for longest is forgotten. Who is
 * that is found out only when there are too many, which costs a search now and then instead of a list that is always right.
 */
export class Recent<T extends Remembered> {
  #count = 0
  #turn = 0
  /** Those that were used longest ago when last searched for, the oldest last, and when that was. */
  #oldest: { readonly thing: T; readonly used: number }[] = []

  /**
   * @param all gives everything there is, forgotten or not.
   * @param forget is told of what is forgotten.
   */
  constructor(
    private readonly all: () => Iterable<T>,
    private readonly forget: (thing: T) => void,
  ) {}

  /** Makes a thing the newest. */
  touch(thing: T): void {
    if (thing.used === 0) this.#count++
    thing.used = ++this.#turn
    if (this.#count > most) this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (;;) {
      const next = this.#oldest.pop()
      if (!next) this.#search()
      else if (next.thing.used === next.used) {
        next.thing.used = 0
        this.#count--
        this.forget(next.thing)
        return
      }
    }
  }

  #search(): void {
    for (const thing of this.all()) if (thing.used > 0) this.#oldest.push({ thing, used: thing.used })
    this.#oldest.sort((a, b) => b.used - a.used)
  }
}
