/**
 * A controller: "whenever something about this object changed, look at it and move the world one step towards its spec".
 * It is woken by watches through a queue of names, gets a name and never an event, and may be called at any time and any
 * number of times. Models client-go's shared informers and work queues.
 */
import type { Kind } from '../api/kinds.ts'
import type { KubeObject, ObjectKey } from '../api/object.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Change, ChangeHandler, Lister } from './informer.ts'

export interface ControllerContext {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly events: EventRecorder
  /** The informer's cache for a kind: reads cost nothing, objects are shared and must not be changed. */
  lister<T extends KubeObject>(kind: Kind<T>): Lister<T>
  /** Tells `handler` of every object of a kind, and of each change: for what a controller counts. It must not send requests. */
  follow<T extends KubeObject>(kind: Kind<T>, handler: ChangeHandler<T>): void
  /** Puts a key of this controller into its queue after `ms`, or now. */
  enqueue(key: ObjectKey, ms?: number, options?: { background?: boolean }): void
  /** Takes a later turn of a key back: what it was for has happened. */
  cancelLater(key: ObjectKey): void
}

export interface ControllerDefinition<T extends KubeObject = KubeObject> {
  /** The name in the docs and of its ServiceAccount in kube-system: `replicaset-controller`. */
  readonly name: string
  readonly for: Kind<T>
  /** Whether a change of such an object is worth a turn; without it every change is. */
  concerns?(change: Change<T>): boolean
  /** Kinds whose objects wake the controller of their managing owner (if that is of kind `for`). */
  readonly owns?: readonly Kind[]
  /** Other kinds whose changes wake keys. `map` is given the object, for a change what it was, and whether it is gone. */
  readonly watches?: readonly Watch[]
  /** Once at start, with the context: for timers and the like. */
  start?(context: ControllerContext): void
  /** Milliseconds that a key which fails again and again waits at most; 1000 s unless told. */
  readonly longestRetry?: number
  /** Throwing puts the key back with exponential back-off (5 ms doubling), as client-go does. */
  reconcile(context: ControllerContext, key: ObjectKey): void
}

interface Watch<T extends KubeObject = any> {
  readonly kind: Kind<T>
  map(object: T, context: ControllerContext, previous: T | undefined, gone: boolean): readonly ObjectKey[]
}

/** What most changes wake. */
export const nobody: readonly ObjectKey[] = []

/** Gives a definition its type: `export const replicaSetController = defineController({ … })`. */
export const defineController = <T extends KubeObject>(definition: ControllerDefinition<T>): ControllerDefinition<T> => definition
