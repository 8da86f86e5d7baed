/**
 * How many pods a ReplicaSet has and in what state, kept up to date with each change of a pod: of a large set one pod
 * changes at a time, and counting them all anew each time would make a rollout cost the square of its size.
 */
import { pods } from '../../../api/kinds.ts'
import { controllerOf, deepEqual } from '../../../api/object.ts'
import type { Pod, ReplicaSet } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import type { Change } from '../../../client/informer.ts'
import { availableAt, isActive, isTerminal, isTerminating, podCondition } from '../pod-state.ts'

export interface PodCounts {
  /** Neither ended nor on their way out, and the same for those that follow. */
  readonly active: number
  /** With all labels of the template. */
  readonly labeled: number
  readonly ready: number
  readonly available: number
  /** On their way out. */
  readonly terminating: number
}

/** The pods that one ReplicaSet owns, counted by one version of its spec. */
export class OwnedPods {
  /** Owned, but not chosen by the selector. */
  readonly strangers = new Map<string, Pod>()
  /** Ready, but not for long enough when last looked at: until when. */
  readonly #ripening = new Map<string, number>()
  #active = 0
  #labeled = 0
  #ready = 0
  #terminating = 0

  constructor(readonly spec: ReplicaSet['spec']) {}

  add(pod: Pod): void {
    this.#count(pod, 1)
  }

  remove(pod: Pod): void {
    this.#count(pod, -1)
  }

  /** A pod has changed; hardly ever in anything that is counted here. */
  replace(before: Pod, after: Pod): void {
    if (sameStanding(before, after) && !this.strangers.has(after.metadata.uid)) return
    this.remove(before)
    this.add(after)
  }

  counts(now: number): PodCounts {
    for (const [uid, at] of this.#ripening) if (at <= now) this.#ripening.delete(uid)
    return {
      active: this.#active,
      labeled: this.#labeled,
      ready: this.#ready,
      available: this.#ready - this.#ripening.size,
      terminating: this.#terminating,
    }
  }

  /** When the next pod becomes available by waiting alone; to be asked after the counts. */
  nextAvailable(): number | undefined {
    return this.#ripening.size === 0 ? undefined : Math.min(...this.#ripening.values())
  }

  #count(pod: Pod, by: 1 | -1): void {
    const { uid, labels } = pod.metadata
    const { selector, template, minReadySeconds = 0 } = this.spec
    if (!matchesCached(selector, labels ?? {})) {
      if (by > 0) this.strangers.set(uid, pod)
      else this.strangers.delete(uid)
      return
    }
    if (isTerminating(pod) && !isTerminal(pod)) this.#terminating += by
    if (!isActive(pod)) return
    this.#active += by
    if (hasAll(labels, template?.metadata?.labels)) this.#labeled += by
    const at = availableAt(pod, minReadySeconds)
    if (at === undefined) return
    this.#ready += by
    if (by < 0) this.#ripening.delete(uid)
    else if (minReadySeconds > 0) this.#ripening.set(uid, at)
  }
}

function sameStanding(a: Pod, b: Pod): boolean {
  const [ready, readyThen] = [podCondition(a, 'Ready'), podCondition(b, 'Ready')]
  return (
    ready?.status === readyThen?.status &&
    ready?.lastTransitionTime === readyThen?.lastTransitionTime &&
    isTerminal(a) === isTerminal(b) &&
    isTerminating(a) === isTerminating(b) &&
    deepEqual(a.metadata.labels, b.metadata.labels)
  )
}

type Labels = Readonly<Record<string, string>> | undefined

function hasAll(labels: Labels, wanted: Labels): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false
  return true
}

/** The counts of all ReplicaSets that a controller has asked about. */
export class PodCensus {
  readonly #sets = new Map<string, OwnedPods>()

  constructor(private readonly context: ControllerContext) {
    context.follow(pods, (change) => this.#notice(change))
  }

  of({ metadata: { uid }, spec }: ReplicaSet): OwnedPods {
    let set = this.#sets.get(uid)
    if (set?.spec !== spec) {
      this.#sets.set(uid, (set = new OwnedPods(spec)))
      for (const pod of this.context.lister(pods).ownedBy(uid)) set.add(pod)
    }
    return set
  }

  forget(uid: string): void {
    this.#sets.delete(uid)
  }

  #notice({ type, object, previous }: Change<Pod>): void {
    const before = previous && this.#ownerOf(previous)
    const after = type === 'DELETED' ? undefined : this.#ownerOf(object)
    if (previous && before && before === after) before.replace(previous, object)
    else {
      if (previous) before?.remove(previous)
      after?.add(object)
    }
  }

  #ownerOf(pod: Pod): OwnedPods | undefined {
    return this.#sets.get(controllerOf(pod)?.uid ?? '')
  }
}
