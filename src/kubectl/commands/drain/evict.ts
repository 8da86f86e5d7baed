/** Takes pods away, by eviction or plain deletion, and waits until they are gone. Models kubectl pkg/drain/drain.go. */

import { formatDuration } from '../../../api/duration.ts'
import type { AnyObject } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import { type DryRun, dryRunSuffix } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { request } from '../../rest.ts'
import { isStuck } from './filters.ts'

export interface Removal {
  readonly dryRun: DryRun
  readonly evict: boolean
  /** Below 0 for what the pod says. */
  readonly gracePeriodSeconds: number
  /** Milliseconds; 0 for no limit. */
  readonly timeout: number
  readonly skipAfter: number
}

const retryDelay = 5000

/** Throws AggregateError with what went wrong. */
export async function removePods(invocation: Invocation, pods: readonly Pod[], how: Removal): Promise<void> {
  const deadline = how.timeout === 0 ? Number.POSITIVE_INFINITY : invocation.io.now() + how.timeout
  if (!how.evict) return deletePods(invocation, pods, how, deadline)
  const outcomes = await Promise.allSettled(pods.map((pod) => evictPod(invocation, pod, how, deadline)))
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (errors.length > 0) throw new AggregateError(errors)
}

const pathOf = ({ metadata }: Pod): string => `/api/v1/namespaces/${encodeURIComponent(metadata.namespace ?? '')}/pods/${encodeURIComponent(metadata.name)}`

async function evictPod(invocation: Invocation, pod: Pod, how: Removal, deadline: number): Promise<void> {
  const { io } = invocation
  const { name, namespace } = pod.metadata
  for (;;) {
    io.stdout(`evicting pod ${namespace}/${name}${dryRunSuffix(how.dryRun)}\n`)
    if (io.now() >= deadline)
      throw new CommandError(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${formatDuration(how.timeout)}`,
      )
    try {
      await request(await invocation.transport(), 'POST', `${pathOf(pod)}/eviction`, {
        body: { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, deleteOptions: deleteOptions(how) },
      })
      break
    } catch (error) {
      if (isNotFound(error)) return
      const what = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`
      if (!(error instanceof StatusError) || error.status.code !== 429) throw error instanceof Error ? new CommandError(`${what}: ${error.message}`) : error
      io.stderr(`${what} (will retry after ${formatDuration(retryDelay)}): ${error.message}\n`)
      await pause(invocation, retryDelay)
    }
  }
  if (how.dryRun === 'server') return
  await untilGone(invocation, [pod], how, deadline).catch((error) => {
    if (!(error instanceof CommandError) || error.message === '') throw error
    throw new CommandError(`error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: ${error.message}`)
  })
}

async function deletePods(invocation: Invocation, pods: readonly Pod[], how: Removal, deadline: number): Promise<void> {
  for (const pod of pods) {
    try {
      await request(await invocation.transport(), 'DELETE', pathOf(pod), { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptions(how) } })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
  if (how.dryRun !== 'server') await untilGone(invocation, pods, how, deadline)
}

const deleteOptions = ({ gracePeriodSeconds, dryRun }: Removal): object => ({
  ...(gracePeriodSeconds >= 0 ? { gracePeriodSeconds } : {}),
  ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
})

/** Looks once a second, and says of each pod when it is gone. */
async function untilGone(invocation: Invocation, pods: readonly Pod[], how: Removal, deadline: number): Promise<void> {
  const { io } = invocation
  for (let waiting = pods; ; ) {
    const still: Pod[] = []
    for (const pod of waiting) {
      const now = await current(invocation, pod)
      if (now === undefined) io.stdout(`pod/${pod.metadata.name} ${how.evict ? 'evicted' : 'deleted'}${dryRunSuffix(how.dryRun)}\n`)
      else if (isStuck(now, { skipAfter: how.skipAfter, now: () => io.now() }))
        io.stdout(`pod ${JSON.stringify(pod.metadata.name)} has DeletionTimestamp older than ${how.skipAfter} seconds, skipping\n`)
      else still.push(pod)
    }
    if (still.length === 0) return
    if (io.now() >= deadline) throw new CommandError('context deadline exceeded')
    waiting = still
    await pause(invocation, 1000)
  }
}

/** The pod, unless it is gone or another has taken its name. */
async function current(invocation: Invocation, pod: Pod): Promise<Pod | undefined> {
  try {
    const found = await request<AnyObject>(await invocation.transport(), 'GET', pathOf(pod))
    return found.metadata.uid === pod.metadata.uid ? (found as unknown as Pod) : undefined
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function pause({ io }: Invocation, ms: number): Promise<void> {
  await io.sleep(ms)
  if (io.signal.aborted) throw new CommandError('', 130)
}
