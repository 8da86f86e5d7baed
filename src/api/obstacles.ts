/**
 * What may get in the way of a component where it meets another one: a connection, a pull, a request. Whoever meets it
 * asks here first; while nobody has put anything there, that costs a look at a number.
 */
export class Obstacles<Meeting, Consequence> {
  readonly #all = new Set<(meeting: Meeting) => Consequence | undefined>()

  get any(): boolean {
    return this.#all.size > 0
  }

  /** @returns how to take it away. */
  add(obstacle: (meeting: Meeting) => Consequence | undefined): () => void {
    this.#all.add(obstacle)
    return () => void this.#all.delete(obstacle)
  }

  /** What comes of it, in the order in which they were put there: the first that has an opinion counts. */
  meet(meeting: Meeting): Consequence | undefined {
    for (const obstacle of [...this.#all]) {
      const consequence = obstacle(meeting)
      if (consequence !== undefined) return consequence
    }
    return undefined
  }
}
