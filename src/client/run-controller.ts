/** Brings a controller to life: subscribes it to what it watches, and works off its queue. */
import { apiVersionOf } from '../api/kinds.ts'
import { controllerOf, type KubeObject, keyOf, type ObjectKey } from '../api/object.ts'
import { StatusError } from '../api/status.ts'
import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Client } from './client.ts'
import type { ControllerContext, ControllerDefinition } from './controller.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Change, Informers } from './informer.ts'
import { WorkQueue } from './work-queue.ts'

export interface ControllerParts {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly informers: Informers
  readonly events: EventRecorder
  /** Told of each failed reconcile, before the retry: a component's log. */
  readonly onError?: (controller: string, key: ObjectKey, error: StatusError) => void
}

export interface RunningController {
  readonly context: ControllerContext
  stop(): void
}

/** Subscribes `definition` and lets it run whenever the clock settles, until stopped. */
export function runController<T extends KubeObject>(definition: ControllerDefinition<T>, parts: ControllerParts): RunningController {
  const queue = new WorkQueue(parts.clock, (key) => attempt(definition, context, queue, key, parts.onError), definition.longestRetry)
  const context: ControllerContext = {
    client: parts.client,
    clock: parts.clock,
    random: parts.random,
    events: parts.events,
    lister: (kind) => parts.informers.lister(kind),
    follow: (kind, handler) => void cancels.push(parts.informers.of(kind).subscribe(handler)),
    enqueue: (key, ms = 0, options) => queue.addAfter(key, ms, options),
    cancelLater: (key) => queue.cancelAfter(key),
  }
  const wake = (keys: readonly ObjectKey[]): void => {
    for (const key of keys) queue.add(key)
  }
  const { concerns } = definition
  const wakeOwners = ownersIn(definition, queue)
  const cancels = [
    parts.informers.of(definition.for).subscribe((change) => {
      if (!concerns || concerns(change)) queue.add(keyOf(change.object))
    }),
    ...(definition.owns ?? []).map((kind) => parts.informers.of(kind).subscribe(wakeOwners)),
    ...(definition.watches ?? []).map(({ kind, map }) =>
      parts.informers.of(kind).subscribe(({ type, object, previous }) => wake(map(object, context, previous, type === 'DELETED'))),
    ),
  ]
  definition.start?.(context)
  return {
    context,
    stop: () => {
      for (const cancel of cancels) cancel()
      queue.stop()
    },
  }
}

/** Wakes the managing owner of a changed object, and the former one if it changed hands. Most objects belong to somebody of another kind. */
function ownersIn<T extends KubeObject>(
  { for: { kind, namespaced, ...named } }: ControllerDefinition<T>,
  queue: WorkQueue,
): (change: Change<KubeObject>) => void {
  const apiVersion = apiVersionOf(named)
  const ownerOf = (object: KubeObject | undefined): string | undefined => {
    const owner = object && controllerOf(object)
    return owner?.kind === kind && owner.apiVersion === apiVersion ? owner.name : undefined
  }
  return ({ object, previous }) => {
    const [now, before] = [ownerOf(object), ownerOf(previous)]
    const namespace = namespaced ? (object.metadata.namespace ?? '') : ''
    if (now !== undefined) queue.add({ namespace, name: now })
    if (before !== undefined && before !== now) queue.add({ namespace, name: before })
  }
}

/** What the API server refuses is tried again with back-off; any other error is a bug and goes up. */
function attempt<T extends KubeObject>(
  definition: ControllerDefinition<T>,
  context: ControllerContext,
  queue: WorkQueue,
  key: ObjectKey,
  onError: ControllerParts['onError'],
): void {
  try {
    definition.reconcile(context, key)
    queue.forget(key)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    onError?.(definition.name, key, error)
    queue.addRateLimited(key)
  }
}
