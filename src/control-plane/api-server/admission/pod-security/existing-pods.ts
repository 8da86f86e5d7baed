/** What a namespace's new level would have said to the pods that are in it already. Models EvaluatePodsInNamespace. */
import { controllerOf } from '../../../../api/object.ts'
import type { Pod } from '../../../../api/types.ts'
import { evaluate, reasonsOf } from './evaluate.ts'
import { type LevelVersion, levelText } from './policy.ts'

const mostPods = 3000

/** Warnings: one for all, and one for each thing that pods do, with the first of them by name. */
export function warningsOfExistingPods(namespace: string, pods: readonly Pod[], enforce: LevelVersion): string[] {
  const checked = oneOfEachControllerFirst(pods).slice(0, mostPods)
  const byReason = new Map<string, string[]>()
  for (const { metadata, spec } of checked) {
    const reasons = reasonsOf(evaluate(enforce, { metadata, spec }))
    if (reasons !== '') byReason.set(reasons, [...(byReason.get(reasons) ?? []), metadata.name])
  }
  const warnings: string[] = []
  if (checked.length < pods.length)
    warnings.push(`new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`)
  if (byReason.size > 0) warnings.push(`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(enforce)}"`)
  return [...warnings, ...[...byReason].map(([reasons, names]) => `${inShort(names)}: ${reasons}`).sort()]
}

function inShort(names: readonly string[]): string {
  const first = [...names].sort()[0] as string
  if (names.length === 1) return first
  return `${first} (and ${names.length - 1} other ${names.length === 2 ? 'pod' : 'pods'})`
}

function oneOfEachControllerFirst(pods: readonly Pod[]): Pod[] {
  const seen = new Set<string>()
  const again: Pod[] = []
  const first = pods.filter((pod) => {
    const uid = controllerOf(pod)?.uid
    if (uid !== undefined && seen.has(uid)) {
      again.push(pod)
      return false
    }
    if (uid !== undefined) seen.add(uid)
    return true
  })
  return [...first, ...again]
}
