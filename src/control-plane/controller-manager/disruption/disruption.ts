/**
 * The disruption controller: says of each disruption budget how many of its pods are healthy, how many must be, and so how
 * many may be evicted now. Evictions charge the budget themselves; here it is made up anew from what is really there.
 * Models kubernetes pkg/controller/disruption. Left out: taking back the mark of an eviction that never came (two minutes).
 */
import { goLabelSelector } from '../../../api/go-label-selector.ts'
import { podDisruptionBudgets, pods } from '../../../api/kinds.ts'
import { matches, SelectorError } from '../../../api/labels.ts'
import { keyOf, type ObjectKey } from '../../../api/object.ts'
import { isConflict } from '../../../api/status.ts'
import type { Pod, PodDisruptionBudget } from '../../../api/types.ts'
import { cachedSelector } from '../../../client/cached-selector.ts'
import { type ControllerContext, defineController, nobody } from '../../../client/controller.ts'
import { countHealthy, stillDisrupted } from './disrupted-pods.ts'
import { expectedPods, scaledKinds, type Uncountable } from './expected-pods.ts'
import { failSafe, writeStatus } from './status.ts'

export const disruptionController = defineController<PodDisruptionBudget>({
  name: 'disruption-controller',
  for: podDisruptionBudgets,
  watches: [{ kind: pods, map: budgetsOf }],
  start(context) {
    for (const kind of scaledKinds) context.lister(kind)
  },
  reconcile(context, key) {
    const budget = context.lister(podDisruptionBudgets).get(key.name, key.namespace)
    if (budget) sync(context, budget)
  },
})

/** Those that cover a changed pod, or covered it before. */
function budgetsOf(pod: Pod, { lister }: ControllerContext, previous: Pod | undefined): readonly ObjectKey[] {
  const budgets = lister(podDisruptionBudgets).list(pod.metadata.namespace)
  if (budgets.length === 0) return nobody
  return budgets.filter((budget) => covers(budget, pod) || (previous !== undefined && covers(budget, previous))).map(keyOf)
}

/** A selector that is empty or broken covers nothing here, as for evictions. */
function covers({ spec }: PodDisruptionBudget, pod: Pod): boolean {
  try {
    const selector = spec?.selector && cachedSelector(spec.selector)
    return selector !== undefined && selector.length > 0 && matches(selector, pod.metadata.labels)
  } catch (error) {
    if (error instanceof SelectorError) return false
    throw error
  }
}

function sync(context: ControllerContext, budget: PodDisruptionBudget): void {
  const now = context.clock.now()
  const covered = context
    .lister(pods)
    .list(budget.metadata.namespace)
    .filter((pod) => covers(budget, pod))
  if (covered.length === 0) context.events.record(budget, 'Normal', 'NoPods', 'No matching pods found')
  const expected = expectedPods(context, budget, covered)
  if ('why' in expected) {
    fail(context, budget, expected)
    return
  }
  if (expected.unmanaged) context.events.record(budget, 'Warning', 'UnmanagedPods', unmanagedText(budget))
  const { disrupted, recheckAt, overdue } = stillDisrupted(budget, covered, now)
  const { name, namespace } = budget.metadata
  for (const pod of overdue) context.events.record(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${namespace}/${name} to be deleted but it wasn't`)
  const { count, desired } = expected
  writeStatus(context, budget, { expectedPods: count, desiredHealthy: desired, currentHealthy: countHealthy(covered, disrupted) }, disrupted)
  if (recheckAt !== undefined) context.enqueue(keyOf(budget), recheckAt - now)
}

/** Nothing may be evicted while nobody knows how many pods there should be. */
function fail(context: ControllerContext, budget: PodDisruptionBudget, { why }: Uncountable): void {
  context.events.record(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${why}`)
  try {
    failSafe(context, budget, why)
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}

function unmanagedText({ spec }: PodDisruptionBudget): string {
  const selector = goLabelSelector(spec?.selector ?? {})
  return `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`
}
