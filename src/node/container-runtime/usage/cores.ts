/**
 * The cores of a node, shared by the containers on it. As long as all of them together want less than there is, each gets
 * what it wants and nobody computes anything; beyond that each gets a share by its weight, and what one does not want goes
 * to the others. Models the kernel's fair scheduler under the weights that the kubelet sets from requests.
 */
import type { CpuGroup } from './cpu-group.ts'

export class Cores {
  readonly #appetites = new Map<CpuGroup, number>()
  #total = 0
  #contended = false
  #used = 0

  constructor(
    /** Millicores. */
    readonly capacity: number,
    /** What the system itself (kubelet, runtime, kernel) uses. */
    readonly system: number,
  ) {}

  /** A group wants more or less than before. */
  changed(group: CpuGroup): void {
    const before = this.#appetites.get(group) ?? 0
    const now = group.appetite
    if (now > 0) this.#appetites.set(group, now)
    else this.#appetites.delete(group)
    this.#total += now - before
    if (this.#contended || this.#total > this.#room) this.#share()
  }

  remove(group: CpuGroup): void {
    this.#total -= this.#appetites.get(group) ?? 0
    this.#appetites.delete(group)
    if (this.#contended) this.#share()
  }

  /** A group has used so many milliseconds of a core. */
  count(ms: number): void {
    this.#used += ms
  }

  /** What all containers together have used so far, in milliseconds of one core. */
  get used(): number {
    for (const group of this.#appetites.keys()) group.settle()
    return this.#used
  }

  get #room(): number {
    return this.capacity - this.system
  }

  /** Everybody's account is closed at the old shares, then the new ones count. */
  #share(): void {
    const groups = [...this.#appetites.keys()]
    for (const group of groups) group.settle()
    for (const group of groups) this.#appetites.set(group, group.appetite)
    this.#total = sum([...this.#appetites.values()])
    this.#contended = this.#total > this.#room
    const shares = this.#contended ? fairShares(this.#appetites, this.#room) : undefined
    for (const group of groups) group.grant = shares?.get(group) ?? Number.POSITIVE_INFINITY
  }
}

/** Fills from the bottom: who wants less than its share gets that, and the rest is shared among the others. */
function fairShares(appetites: ReadonlyMap<CpuGroup, number>, room: number): Map<CpuGroup, number> {
  const shares = new Map<CpuGroup, number>()
  const byNeed = [...appetites].sort(([a, x], [b, y]) => x / a.weight - y / b.weight)
  let [left, weights] = [room, sum(byNeed.map(([{ weight }]) => weight))]
  for (const [group, appetite] of byNeed) {
    const share = Math.min(appetite, (left * group.weight) / weights)
    shares.set(group, share)
    left -= share
    weights -= group.weight
  }
  return shares
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
