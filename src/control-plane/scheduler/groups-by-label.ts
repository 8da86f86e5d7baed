import type { Pod } from '../../api/types.ts'
import type { PodGroup } from './pod-groups.ts'

/** Groups by a label that all their pods have: there are hundreds, and a pod belongs to one or two. */
export class GroupsByLabel {
  readonly #groups = new Map<string, Map<string, PodGroup[]>>()
  /** Those whose selectors ask for no label with one value. */
  #others: PodGroup[] = []

  add(group: PodGroup): void {
    const asked = group.selector.findLast(({ operator, values }) => (operator === '=' || operator === '==' || operator === 'in') && values.length === 1)
    if (!asked) {
      this.#others.push(group)
      return
    }
    const [value = ''] = asked.values
    const values = this.#groups.get(asked.key) ?? new Map<string, PodGroup[]>()
    this.#groups.set(asked.key, values)
    values.set(value, [...(values.get(value) ?? []), group])
  }

  /** All that a pod may belong to, and perhaps others. */
  of({ metadata: { labels } }: Pod): readonly PodGroup[] {
    let found: readonly PodGroup[] = this.#others
    for (const [key, values] of this.#groups) {
      const value = labels?.[key]
      const groups = value === undefined ? undefined : values.get(value)
      if (groups) found = found.length === 0 ? groups : [...found, ...groups]
    }
    return found
  }

  clear(): void {
    this.#groups.clear()
    this.#others = []
  }
}
