/**
 * Pod garbage collection: every 20 s deletes pods that nobody will ever deal with, because their node is gone or they
 * were deleted before they had one. Models kubernetes pkg/controller/podgc. Left out: the limit of 12500 ended pods.
 */
import { nodes, pods } from '../../api/kinds.ts'
import { isNotFound } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { Node, Pod } from '../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import { everyRound } from '../../client/round.ts'
import { isTerminal, isTerminating } from './pod-state.ts'

const periodMs = 20_000
/** A missing node may come back: it is asked for again after this. */
const quarantineMs = 40_000

export function podGarbageCollector(): ControllerDefinition<Pod> {
  const missingSince = new Map<string, number>()
  let settled: { readonly pods: readonly Pod[]; readonly nodes: readonly Node[] } | undefined
  return defineController<Pod>({
    name: 'pod-garbage-collector',
    for: pods,
    // It goes by rounds, and only looks up pods.
    concerns: () => false,
    start(context) {
      context.lister(nodes)
      everyRound(context.clock, periodMs, () => {
        const seen = { pods: context.lister(pods).list(), nodes: context.lister(nodes).list() }
        if (seen.pods === settled?.pods && seen.nodes === settled.nodes) return
        settled = collect(context, missingSince) ? undefined : seen
      })
    },
    reconcile() {},
  })
}

/** @returns whether there is anything to come back to, though nothing changes. */
function collect(context: ControllerContext, missingSince: Map<string, number>): boolean {
  const all = context.lister(pods).list()
  const now = context.clock.now()
  const known = context.lister(nodes)
  const missing = new Set<string>()
  for (const { spec } of all) if (spec.nodeName && !known.get(spec.nodeName)) missing.add(spec.nodeName)
  for (const name of missingSince.keys()) if (!missing.has(name)) missingSince.delete(name)
  for (const name of missing) if (!missingSince.has(name)) missingSince.set(name, now)
  const gone = new Set([...missing].filter((name) => now - (missingSince.get(name) ?? now) >= quarantineMs && !context.client.find(nodes, name)))
  let waiting = missing.size > 0
  for (const pod of all) {
    if (isTerminating(pod)) waiting = true
    if (pod.spec.nodeName && gone.has(pod.spec.nodeName)) removeOrphan(context, pod)
    else if (isTerminating(pod) && (!pod.spec.nodeName || isOutOfService(context, pod.spec.nodeName))) removeOrphan(context, pod, false)
  }
  return waiting
}

/** Somebody has said of a machine that is not ready that it will not come back as it was. */
function isOutOfService({ lister }: ControllerContext, name: string): boolean {
  const node = lister(nodes).get(name)
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  return node !== undefined && !ready && (node.spec.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') ?? false)
}

/** @param gone whether its node is: then the pod says so. */
function removeOrphan(context: ControllerContext, pod: Pod, gone = true): void {
  const { name, namespace = '', uid } = pod.metadata
  if (!isTerminal(pod)) {
    const lastTransitionTime = formatTime(context.clock.now())
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      lastTransitionTime,
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    }
    unlessGone(() =>
      context.client.patch(
        pods,
        name,
        namespace,
        { metadata: { uid }, status: { phase: 'Failed', ...(gone ? { conditions: [condition] } : {}) } },
        undefined,
        'status',
      ),
    )
  }
  remove(context, pod)
}

const remove = (context: ControllerContext, { metadata: { name, namespace = '' } }: Pod): void =>
  unlessGone(() => context.client.delete(pods, name, namespace, { gracePeriodSeconds: 0 }))

function unlessGone(request: () => unknown): void {
  try {
    request()
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
