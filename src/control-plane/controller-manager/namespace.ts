/**
 * The namespace controller: empties a namespace that is being deleted, then lets it go by taking its finalizer off.
 * Models kubernetes pkg/controller/namespace: everything that discovery knows, pods first, conditions that say what is left.
 */
import { namespaces } from '../../api/kinds.ts'
import { deepEqual, type KubeObject, keyOf } from '../../api/object.ts'
import { isNotFound, StatusError } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { Namespace, NamespaceCondition } from '../../api/types.ts'
import { type ControllerContext, defineController } from '../../client/controller.ts'
import { type DiscoveredKind, discover } from '../../client/discovery.ts'

const finalizer = 'kubernetes'

/** What is still there of one resource. */
interface Remains {
  readonly kind: DiscoveredKind
  readonly objects: readonly KubeObject[]
}

interface Outcome {
  readonly remains: readonly Remains[]
  readonly failures: readonly string[]
}

export const namespaceController = defineController<Namespace>({
  name: 'namespace-controller',
  for: namespaces,
  // A namespace that leaves is tried once a minute at least: nsControllerRateLimiter.
  longestRetry: 60_000,
  reconcile(context, key) {
    const namespace = context.lister(namespaces).get(key.name)
    if (namespace?.metadata.deletionTimestamp && namespace.spec.finalizers?.includes(finalizer)) empty(context, namespace)
  },
})

function empty(context: ControllerContext, namespace: Namespace): void {
  const outcome = deleteContent(context, namespace.metadata.name)
  const noted = noteConditions(context, namespace, outcome)
  if (outcome.failures.length > 0) throw new StatusError(500, 'InternalError', outcome.failures.join(', '))
  if (outcome.remains.length > 0) {
    context.enqueue(keyOf(namespace), waitFor(outcome) * 1000)
    return
  }
  const finalizers = noted.spec.finalizers?.filter((name) => name !== finalizer) ?? []
  const { finalizers: _, ...spec } = noted.spec
  unlessGone(() => context.client.update(namespaces, { ...noted, spec: finalizers.length > 0 ? { ...spec, finalizers } : spec }, 'finalize'))
}

/** Pods have a grace period: half of the longest, and a second more, is when it is worth looking again. */
function waitFor({ remains }: Outcome): number {
  const graces = remains.flatMap(({ objects }) => objects.map((object) => object.metadata.deletionGracePeriodSeconds ?? 0))
  return Math.floor(Math.max(0, ...graces) / 2) + (Math.max(0, ...graces) > 0 ? 1 : 15)
}

function deleteContent({ client }: ControllerContext, namespace: string): Outcome {
  const kinds = discover(client).filter((kind) => kind.namespaced && kind.verbs.includes('delete'))
  const pods = kinds.filter((kind) => kind.group === '' && kind.plural === 'pods')
  const remains: Remains[] = []
  const failures: string[] = []
  for (const kind of [...pods, ...kinds.filter((kind) => !pods.includes(kind))]) {
    // What a pod may need while it ends must not go before it.
    if (!pods.includes(kind) && remains.some((left) => pods.includes(left.kind))) continue
    try {
      const objects = deleteAll(client, kind, namespace)
      if (objects.length > 0) remains.push({ kind, objects })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      failures.push(error.message)
    }
  }
  return { remains, failures }
}

/** @returns what is left because of finalizers or grace periods. */
function deleteAll(client: ControllerContext['client'], kind: DiscoveredKind, namespace: string): readonly KubeObject[] {
  if (kind.verbs.includes('deletecollection')) client.deleteCollection(kind, { namespace })
  else if (kind.verbs.includes('list'))
    for (const { metadata } of client.list(kind, { namespace }).items)
      unlessGone(() => client.delete(kind, metadata.name, namespace, { propagationPolicy: 'Background' }))
  return kind.verbs.includes('list') ? client.list(kind, { namespace }).items : []
}

function noteConditions(context: ControllerContext, namespace: Namespace, outcome: Outcome): Namespace {
  const before = namespace.status?.conditions ?? []
  const conditions = conditionsOf(outcome).map((condition) => {
    const known = before.find(({ type }) => type === condition.type)
    if (known?.status === condition.status && known.reason === condition.reason && known.message === condition.message) return known
    return { ...condition, lastTransitionTime: formatTime(context.clock.now()) }
  })
  if (deepEqual(conditions, before)) return namespace
  return context.client.updateStatus(namespaces, { ...namespace, status: { ...namespace.status, conditions } })
}

function conditionsOf({ remains, failures }: Outcome): NamespaceCondition[] {
  const counts = remains.map(({ kind, objects }) => `${kind.plural}.${kind.group} has ${objects.length} resource instances`).sort()
  const held = new Map<string, number>()
  for (const { objects } of remains) for (const { metadata } of objects) for (const name of metadata.finalizers ?? []) held.set(name, (held.get(name) ?? 0) + 1)
  const holders = [...held].map(([name, count]) => `${name} in ${count} resource instances`).sort()
  return [
    condition('NamespaceDeletionDiscoveryFailure', [], '', 'ResourcesDiscovered', 'All resources successfully discovered', ''),
    condition('NamespaceDeletionGroupVersionParsingFailure', [], '', 'ParsedGroupVersions', 'All legacy kube types successfully parsed', ''),
    condition(
      'NamespaceDeletionContentFailure',
      failures,
      'ContentDeletionFailed',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
      'Failed to delete all resource types, ',
    ),
    condition(
      'NamespaceContentRemaining',
      counts,
      'SomeResourcesRemain',
      'ContentRemoved',
      'All content successfully removed',
      'Some resources are remaining: ',
    ),
    condition(
      'NamespaceFinalizersRemaining',
      holders,
      'SomeFinalizersRemain',
      'ContentHasNoFinalizers',
      'All content-preserving finalizers finished',
      'Some content in the namespace has finalizers remaining: ',
    ),
  ]
}

/** True with what is wrong, or False with the text for all being well. */
function condition(type: string, problems: readonly string[], badReason: string, goodReason: string, goodText: string, badText: string): NamespaceCondition {
  if (problems.length === 0) return { type, status: 'False', reason: goodReason, message: goodText }
  const count = type === 'NamespaceDeletionContentFailure' ? `${problems.length} remaining: ` : ''
  return { type, status: 'True', reason: badReason, message: `${badText}${count}${problems.join(', ')}` }
}

function unlessGone(request: () => unknown): void {
  try {
    request()
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
