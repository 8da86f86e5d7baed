import { type Labels, matches, type Selector, selectorOf } from '../api/labels.ts'
import type { LabelSelector } from '../api/types.ts'

const read = new WeakMap<LabelSelector, Selector>()

/** Like selectorOf, for selectors of objects in a cache: they never change, so each is read once. Throws SelectorError. */
export function cachedSelector(selector: LabelSelector): Selector {
  let known = read.get(selector)
  if (!known) read.set(selector, (known = selectorOf(selector)))
  return known
}

/** Like matchesLabelSelector, for the same. */
export const matchesCached = (selector: LabelSelector | undefined, labels: Labels | undefined): boolean =>
  selector !== undefined && matches(cachedSelector(selector), labels)
