/** Which pods of an old template go now. Models rollingUpdate of pkg/controller/daemon/update.go. */
import type { Pod } from '../../../api/types.ts'
import { availableAt, isTerminating } from '../pod-state.ts'
import type { Round } from './daemonset.ts'
import { type Changes, hashLabel } from './pods.ts'

interface OnNode {
  readonly node: string
  readonly fresh: Pod | undefined
  readonly old: Pod | undefined
  /** More than one of a kind: whoever keeps the numbers has to act first. */
  readonly unclear: boolean
}

export function rollingUpdate(round: Round, now: number): Changes {
  const { surge, unavailable } = limits(round)
  const isAvailable = (pod: Pod): boolean => (availableAt(pod, round.set.spec?.minReadySeconds ?? 0) ?? Number.POSITIVE_INFINITY) <= now
  const states = [...round.podsOn].map(([node, here]) => onNode(node, here, round.hash))
  return surge > 0 ? surging(states, surge, isAvailable) : replacing(states, unavailable, isAvailable)
}

function onNode(node: string, here: readonly Pod[], hash: string): OnNode {
  const present = here.filter((pod) => !isTerminating(pod))
  const fresh = present.filter(({ metadata }) => metadata.labels?.[hashLabel] === hash)
  const old = present.filter((pod) => !fresh.includes(pod))
  return { node, fresh: fresh[0], old: old[0], unclear: fresh.length > 1 || old.length > 1 }
}

/** Numbers or percentages of the nodes that should have a pod, rounded up; not both nothing. */
function limits({ set, census }: Round): { surge: number; unavailable: number } {
  const desired = census.counts.desiredNumberScheduled
  const { maxSurge = 0, maxUnavailable = 1 } = set.spec?.updateStrategy?.rollingUpdate ?? {}
  const resolve = (value: number | string): number => (typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * desired) / 100))
  const surge = resolve(maxSurge)
  return { surge, unavailable: desired > 0 && surge === 0 ? Math.max(1, resolve(maxUnavailable)) : resolve(maxUnavailable) }
}

type Availability = (pod: Pod) => boolean

/** The old pod goes, and its node gets a new one in the next round. */
function replacing(states: readonly OnNode[], most: number, isAvailable: Availability): Changes {
  let unavailable = 0
  const free: Pod[] = []
  const candidates: Pod[] = []
  for (const { fresh, old, unclear } of states) {
    if (unclear || (fresh === undefined) === (old === undefined)) unavailable++
    else if (fresh) unavailable += isAvailable(fresh) ? 0 : 1
    else if (old && !isAvailable(old)) free.push(old)
    else if (old) candidates.push(old)
  }
  return { create: [], remove: [...free, ...candidates.slice(0, Math.max(0, most - unavailable))] }
}

/** A new pod comes beside the old one, which goes when the new one is available. */
function surging(states: readonly OnNode[], most: number, isAvailable: Availability): Changes {
  let surged = 0
  const free: string[] = []
  const candidates: string[] = []
  const remove: Pod[] = []
  for (const { node, fresh, old, unclear } of states) {
    if (unclear) surged++
    else if (old && fresh) {
      if (isAvailable(fresh)) remove.push(old)
      else surged++
    } else if (old && !isAvailable(old)) free.push(node)
    else if (old) candidates.push(node)
  }
  return { create: [...free, ...candidates.slice(0, Math.max(0, most - surged))], remove }
}
