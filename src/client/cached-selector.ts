import { type Labels, matches, type Selector, selectorOf } from '../api/labels.ts'
import type { LabelSelector } from '../api/types.ts'

const read = new WeakMap<LabelSelector, Selector>()

/** Like matchesLabelSelector, for selectors of objects in a cache: they never change, so each is read once. */
export function matchesCached(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false
  let known = read.get(selector)
  if (!known) read.set(selector, (known = selectorOf(selector)))
  return matches(known, labels)
}
