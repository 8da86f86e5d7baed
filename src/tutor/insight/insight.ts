/**
 * What the words `why`, `trace` and `map` may look at: the cluster's objects, what the scheduler thought, and who asked the
 * API server for what. Handed in by whoever has a cluster; the tutor itself knows none.
 */
import type { AnyObject } from '../../api/object.ts'
import type { World } from '../world.ts'

/** What the scheduler thought of one node at its last attempt. */
export interface NodeVerdict {
  readonly node: string
  /** The plugin that rejected it, and why; undefined if it would have done. */
  readonly rejection: { readonly plugin: string; readonly reasons: readonly string[]; readonly numbers?: readonly Shortage[] } | undefined
  /** Weighted points by plugin, if there was a choice. */
  readonly scores?: Readonly<Record<string, number>>
}

/** Millicores for `cpu`, whole units for all else. */
export interface Shortage {
  readonly resource: string
  readonly asked: number
  readonly used: number
  readonly all: number
}

export interface Placement {
  /** Where the pod was sent; undefined if nowhere. */
  readonly node: string | undefined
  readonly verdicts: readonly NodeVerdict[]
  /** One plugin refused the pod before any node was looked at. */
  readonly refusal: { readonly plugin: string; readonly message: string } | undefined
}

/** A request that changed something, or tried to. */
export interface Deed {
  /** The name that authentication found. */
  readonly user: string
  /** The learner, or somebody that the learner plays: not a part of the cluster. */
  readonly learner: boolean
  readonly verb: string
  /** `pods`, `pods/binding` */
  readonly resource: string
  readonly group: string
  readonly namespace: string
  readonly name: string
  /** HTTP status. */
  readonly code: number
  /** Milliseconds since the epoch. */
  readonly time: number
  /** What the API server answered, if that is the object. */
  readonly object?: AnyObject
  /** Why it was refused. */
  readonly message?: string
  /** Where a binding sends its pod. */
  readonly target?: string
}

export interface Insight extends Pick<World, 'get' | 'list' | 'rights' | 'can'> {
  placement(podUid: string): Placement | undefined
  /** From the learner's last change on, oldest first. */
  readonly deeds: readonly Deed[]
  /** The learner's last request that was refused for want of a right. */
  readonly refusal: Deed | undefined
  /** Milliseconds since the epoch. */
  now(): number
}
