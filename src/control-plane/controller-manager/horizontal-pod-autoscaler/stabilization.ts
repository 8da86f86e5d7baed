/**
 * What an autoscaler remembers between two looks: its recommendations, so that a short dip takes no pods away, and what it
 * changed, so that policies hold over their periods. Models pkg/controller/podautoscaler/horizontal.go.
 */
import type { V2HPAScalingRules } from '../../../api/types.ts'

interface Recommendation {
  readonly replicas: number
  readonly at: number
}

interface ScaleEvent {
  /** Pods added, or taken away. */
  readonly change: number
  readonly at: number
}

/** Unless the behaviour says otherwise, the highest recommendation of so many milliseconds counts on the way down. */
export const downscaleWindow = 5 * 60_000

export class Memory {
  #recommendations: Recommendation[] = []
  #up: ScaleEvent[] = []
  #down: ScaleEvent[] = []

  /** The size at the first look counts as a recommendation. */
  begin(replicas: number, now: number): void {
    if (this.#recommendations.length === 0) this.#recommendations.push({ replicas, at: now })
  }

  /** Notes a recommendation, and gives the highest of the last five minutes. */
  stabilized(replicas: number, now: number): number {
    const highest = Math.max(replicas, ...this.#since(now - downscaleWindow - 1))
    this.#note(replicas, now, now - downscaleWindow)
    return highest
  }

  /** Notes a recommendation, and gives the size between the lowest of the one window and the highest of the other that is nearest to the current one. */
  within(replicas: number, current: number, windows: { readonly up: number; readonly down: number }, now: number): number {
    const lowest = Math.min(replicas, ...this.#since(now - windows.up))
    const highest = Math.max(replicas, ...this.#since(now - windows.down))
    this.#note(replicas, now, now - Math.max(windows.up, windows.down))
    return Math.min(Math.max(current, lowest), highest)
  }

  /** A change that was made; forgets those that no policy looks at any more. */
  changed(from: number, to: number, rules: V2HPAScalingRules | undefined, now: number): void {
    const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000
    const recent = (events: ScaleEvent[]): ScaleEvent[] => events.filter(({ at }) => at >= now - longest)
    if (to > from) this.#up = [...recent(this.#up), { change: to - from, at: now }]
    else this.#down = [...recent(this.#down), { change: from - to, at: now }]
  }

  /** How many pods there were a period ago, as far as this autoscaler changed that. */
  before(current: number, periodSeconds: number, now: number): number {
    const sum = (events: ScaleEvent[]): number => events.reduce((total, { change, at }) => total + (at > now - periodSeconds * 1000 ? change : 0), 0)
    return current - sum(this.#up) + sum(this.#down)
  }

  #since(cutoff: number): number[] {
    return this.#recommendations.filter(({ at }) => at > cutoff).map(({ replicas }) => replicas)
  }

  #note(replicas: number, now: number, cutoff: number): void {
    this.#recommendations = [...this.#recommendations.filter(({ at }) => at >= cutoff), { replicas, at: now }]
  }
}
