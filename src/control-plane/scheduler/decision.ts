/** What came of one look for a node, kept so that somebody can ask why: in little room, for every pod has one, and in names only for who asks. */
import type { Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

/** What one plugin gave to each of the nodes that would do, 0 to 100. */
export interface Score {
  readonly plugin: Plugin
  readonly values: readonly number[]
}

interface Points {
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

/** Which nodes were looked at: so many from one of the list on, beginning anew at its end. */
export interface Looked {
  readonly nodes: readonly NodeState[]
  readonly from: number
  readonly count: number
  /** Which of those looked at will not do, and why. */
  readonly rejected: readonly number[]
  readonly rejections: readonly Rejection[]
}

interface Facts {
  readonly node?: string | undefined
  readonly looked?: Looked
  readonly scores?: readonly Score[]
  readonly refusal?: { readonly plugin: string; readonly message: string }
  readonly narrowedBy?: readonly string[]
}

const nowhere: Looked = { nodes: [], from: 0, count: 0, rejected: [], rejections: [] }
const none: readonly string[] = []
const nobody: readonly Plugin[] = []

export class Decision {
  /** Where the pod should go. */
  readonly node: string | undefined
  /** The pod was refused before any node was looked at: by which plugin, and why. */
  readonly refusal: { readonly plugin: string; readonly message: string } | undefined
  /** The plugins that named the only nodes to look at; none if all were to be looked at. */
  readonly narrowedBy: readonly string[]
  readonly #looked: Looked
  readonly #scorers: readonly Plugin[]
  /** What the first plugin gave to each node that would do, what the second gave, and so on. */
  readonly #points: Uint8Array | undefined

  constructor({ node, looked = nowhere, scores, refusal, narrowedBy = none }: Facts) {
    this.node = node
    this.refusal = refusal
    this.narrowedBy = narrowedBy
    this.#looked = looked
    this.#scorers = scores?.map(({ plugin }) => plugin) ?? nobody
    this.#points = scores && compact(scores, looked.count - looked.rejected.length)
  }

  /** How many nodes were looked at; in a big cluster not all. */
  get looked(): number {
    return this.#looked.count
  }

  /** By the names of the nodes that will not do. */
  get rejections(): ReadonlyMap<string, Rejection> {
    const { rejected, rejections } = this.#looked
    return new Map(rejected.map((i, at) => [this.#nodeAt(i), rejections[at] as Rejection]))
  }

  /** What each plugin with an opinion gave, if there was a choice. */
  get points(): readonly Points[] {
    const { count, rejected } = this.#looked
    const fit = count - rejected.length
    return this.#scorers.map(({ name, weight = 1 }, i) => ({ plugin: name, weight, values: [...(this.#points?.subarray(i * fit, (i + 1) * fit) ?? [])] }))
  }

  /** Of each node that was looked at: first those that would do. */
  get verdicts(): readonly Verdict[] {
    const { count, rejected } = this.#looked
    const out = new Set(rejected)
    const fit = Array.from({ length: count }, (_, i) => i).filter((i) => !out.has(i))
    return [
      ...fit.map((i, at) => ({ node: this.#nodeAt(i), rejection: undefined, ...(this.#points ? { scores: this.#scores(at, fit.length) } : {}) })),
      ...[...this.rejections].map(([node, rejection]) => ({ node, rejection })),
    ]
  }

  #nodeAt(i: number): string {
    const { nodes, from } = this.#looked
    return (nodes[(from + i) % nodes.length] as NodeState).name
  }

  #scores(at: number, fit: number): Record<string, number> {
    return Object.fromEntries(this.#scorers.map(({ name, weight = 1 }, i) => [name, (this.#points?.[i * fit + at] ?? 0) * weight]))
  }
}

/** Points go to 100: a byte each. */
function compact(scores: readonly Score[], fit: number): Uint8Array {
  const points = new Uint8Array(scores.length * fit)
  for (let i = 0; i < scores.length; i++) points.set((scores[i] as Score).values, i * fit)
  return points
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
