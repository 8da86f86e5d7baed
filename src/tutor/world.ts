/**
 * What a check may look at: the learner's cluster, files and doings. Handed in by whoever runs the lesson; the tutor
 * itself knows no cluster.
 */
import type { AnyObject } from '../api/object.ts'

export interface ObjectPlace {
  /** As people write it: pod, deploy, roles.rbac.authorization.k8s.io. */
  readonly kind: string
  /** '' for all namespaces or for kinds without. */
  readonly namespace: string
}

/** A request of the learner's that the API server answered, from the audit stream. */
export interface Observation {
  readonly verb: string
  /** `pods`, `pods/log` */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  /** Into which container of the pod a command or a log went, if the client said. */
  readonly container?: string | undefined
  /** The user in whose name it ran, after impersonation. */
  readonly user: string
  /** HTTP status. */
  readonly code: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

export interface Reach {
  readonly ok: boolean
  /** HTTP status, if it got that far. */
  readonly status?: number
  /** What came of it, in a few words, and if it failed who is to blame. */
  readonly seen: string
  /** What the client notices: refused, timeout … */
  readonly why?: string
  /** The cause as data. */
  readonly reason?: { readonly kind: string }
  /** The way as far as it went, a line each. */
  readonly hops: readonly string[]
}

/** Who asks: a pod, a node, or the learner's own machine. */
export type ReachFrom = { readonly namespace: string; readonly pod: string } | { readonly node: string } | 'outside'

/** The cluster as it was at one time. */
export interface Snapshot {
  list(place: ObjectPlace, labelSelector?: string): readonly AnyObject[]
}

export interface World extends Snapshot {
  /** Throws UnknownKind for what the cluster does not serve. */
  get(place: ObjectPlace, name: string): AnyObject | undefined
  /** Whether the kind's objects live in namespaces. */
  isNamespaced(kind: string): boolean
  /** When the lesson's start state stood. */
  readonly start: Snapshot
  can(user: { name: string; groups: readonly string[] }, verb: string, resource: string, namespace: string, name?: string): boolean
  /** All that bindings grant to a user in a namespace, beyond what everybody has: `list pods`, `patch deployments.apps/scale front`, `* *.*`. */
  rights(user: { name: string; groups: readonly string[] }, namespace: string): readonly string[]
  reach(from: ReachFrom, url: string): Reach
  resolve(from: { namespace: string; pod: string }, name: string): readonly string[]
  logs(namespace: string, pod: string, container?: string): string
  /** What the learner's kubectl would use now. */
  context(): Promise<{ readonly name: string; readonly namespace: string; readonly user: string }>
  /** A file of the learner, or undefined. Relative paths start at home. */
  file(path: string): string | undefined
  /** The learner's requests since the step began. */
  readonly observations: readonly Observation[]
  /** What the learner answered last in this step. */
  readonly answer: string | undefined
  /** The namespace that the lesson starts in, where a check names none. */
  readonly namespace: string
  /** Milliseconds since the epoch. */
  now(): number
  /** Moves whenever the cluster, the files or the shell change in a way that a check could see; what was looked at or answered does not count. */
  mark(): string
  /** The same world once more, for trying something out: what happens there does not happen here. */
  trial(): Promise<Trial>
}

/** A copy of the world in which commands can be run. */
export interface Trial {
  run(line: string): Promise<number>
  /** Lets simulated time pass. */
  wait(ms: number): void
  readonly world: World
  end(): void
}
