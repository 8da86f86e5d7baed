/** What came of one look for a node, kept so that somebody can ask why. */
import type { Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

/** What one plugin gave to each of the nodes that would do, 0 to 100. */
export interface Points {
  readonly plugin: string
  readonly weight: number
  readonly values: readonly number[]
}

export interface Verdict {
  readonly node: string
  /** Why the node will not do; undefined if it would. */
  readonly rejection: Rejection | undefined
  /** Points by plugin, weighted, if there was a choice between nodes. */
  readonly scores?: Readonly<Record<string, number>>
}

interface Facts {
  readonly node?: string | undefined
  readonly feasible?: readonly NodeState[]
  readonly rejections?: ReadonlyMap<string, Rejection>
  readonly points?: readonly Points[]
  readonly refusal?: { readonly plugin: string; readonly message: string }
  readonly narrowedBy?: readonly string[]
}

export class Decision {
  /** Where the pod should go. */
  readonly node: string | undefined
  /** By the names of the nodes that will not do. */
  readonly rejections: ReadonlyMap<string, Rejection>
  /** The pod was refused before any node was looked at: by which plugin, and why. */
  readonly refusal: { readonly plugin: string; readonly message: string } | undefined
  /** The plugins that named the only nodes to look at; none if all were to be looked at. */
  readonly narrowedBy: readonly string[]
  readonly points: readonly Points[]
  readonly #feasible: readonly string[]

  constructor({ node, feasible = [], rejections = new Map(), points = [], refusal, narrowedBy = [] }: Facts) {
    this.node = node
    this.rejections = rejections
    this.refusal = refusal
    this.narrowedBy = narrowedBy
    this.points = points
    this.#feasible = feasible.map(({ name }) => name)
  }

  /** How many nodes were looked at; in a big cluster not all. */
  get looked(): number {
    return this.rejections.size + this.#feasible.length
  }

  /** Of each node that was looked at: first those that would do. */
  get verdicts(): readonly Verdict[] {
    const fit = this.#feasible.map((node, i) => ({ node, rejection: undefined, ...(this.points.length > 0 ? { scores: this.#scores(i) } : {}) }))
    return [...fit, ...[...this.rejections].map(([node, rejection]) => ({ node, rejection }))]
  }

  #scores(i: number): Record<string, number> {
    return Object.fromEntries(this.points.map(({ plugin, weight, values }) => [plugin, (values[i] as number) * weight]))
  }
}

/** So many verdicts on nodes are remembered: about a hundred megabytes of them. */
const mostVerdicts = 200_000

/** The last decision of each pod. Where there are too many to remember, the oldest are forgotten, first those of pods that have got their node. */
export class Decisions {
  readonly #waiting = new Map<string, Decision>()
  readonly #placed = new Map<string, Decision>()
  #verdicts = 0

  get(uid: string): Decision | undefined {
    return this.#waiting.get(uid) ?? this.#placed.get(uid)
  }

  set(uid: string, decision: Decision): void {
    this.delete(uid)
    const group = decision.node === undefined ? this.#waiting : this.#placed
    group.set(uid, decision)
    this.#verdicts += decision.looked
    while (this.#verdicts > mostVerdicts && this.#placed.size + this.#waiting.size > 1) {
      const [oldest] = (this.#placed.size > 0 ? this.#placed : this.#waiting).keys()
      this.delete(oldest as string)
    }
  }

  delete(uid: string): void {
    const known = this.get(uid)
    if (!known) return
    this.#verdicts -= known.looked
    this.#waiting.delete(uid)
    this.#placed.delete(uid)
  }
}
