/**
 * What local plugins think of nodes: those whose verdict hangs on nothing but the node, the pods that are there, and what
 * the pod asks for. Between two pods of one template hardly any node changes, so that each verdict is kept until its node
 * does. Models the pod signatures of kubernetes KEP-5598 (opportunistic batching).
 */

import { filtersFor, reject } from './filtering.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

/** Pods that differ in this are judged apart; of more kinds of pods the one that was not asked about for longest is forgotten. */
const mostKinds = 16

export class NodeVerdicts {
  readonly #kinds = new Map<string, KindVerdicts>()

  /** @param plugins of one profile. */
  constructor(private readonly plugins: readonly Plugin[]) {}

  for(cycle: Cycle): KindVerdicts {
    const signature = signatureOf(cycle)
    const verdicts = this.#kinds.get(signature) ?? new KindVerdicts(cycle, this.plugins)
    this.#kinds.delete(signature)
    this.#kinds.set(signature, verdicts)
    const [oldest = ''] = this.#kinds.keys()
    if (this.#kinds.size > mostKinds) this.#kinds.delete(oldest)
    return verdicts
  }
}

/** All of a pod that local plugins look at. */
const signatureOf = ({ demand, pod: { spec } }: Cycle): string =>
  `${demand.text}${JSON.stringify([spec.tolerations, spec.nodeSelector, spec.affinity?.nodeAffinity, spec.nodeName])}`

/** A plugin that gives points node by node. */
export interface LocalScorer {
  readonly plugin: Plugin
  readonly points: (node: NodeState) => number
}

/** The verdicts for pods that look the same to local plugins. */
export class KindVerdicts {
  readonly scorers: readonly LocalScorer[]
  readonly #filters: readonly Plugin[]
  /** By index of the node: the version that was judged, and what came of it. */
  readonly #judged: number[] = []
  readonly #rejections: (Rejection | undefined)[] = []
  readonly #scored: number[] = []
  /** By scorer. */
  readonly #points: readonly number[][]

  constructor(cycle: Cycle, plugins: readonly Plugin[]) {
    this.#filters = filtersFor(cycle, plugins).filter(({ local }) => local)
    this.scorers = scorersFor(cycle, plugins)
    this.#points = this.scorers.map(() => [])
  }

  /** Why a node of the scheduler's will not do for a pod of this kind, as far as local plugins are concerned. */
  rejection(cycle: Cycle, node: NodeState): Rejection | undefined {
    const { index, version } = node
    if (this.#judged[index] !== version) {
      this.#rejections[index] = reject(cycle, this.#filters, node)
      this.#judged[index] = version
    }
    return this.#rejections[index]
  }

  /** The points of one scorer for each node. */
  points(scorer: number, nodes: readonly NodeState[]): number[] {
    const points = this.#points[scorer] as number[]
    return nodes.map((node) => {
      if (this.#scored[node.index] !== node.version) this.#score(node)
      return points[node.index] as number
    })
  }

  #score(node: NodeState): void {
    for (let i = 0; i < this.scorers.length; i++) (this.#points[i] as number[])[node.index] = (this.scorers[i] as LocalScorer).points(node)
    this.#scored[node.index] = node.version
  }
}

/** Those with an opinion on this pod. */
export const scorersFor = (cycle: Cycle, plugins: readonly Plugin[]): LocalScorer[] =>
  plugins.flatMap((plugin) => {
    const points = plugin.points?.(cycle)
    return points ? [{ plugin, points }] : []
  })
