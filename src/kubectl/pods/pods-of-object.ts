/** Finds the pods of a selector, and waits for one if there is none yet. Models kubectl pkg/polymorphichelpers/helpers.go. */
import { pathOf, pods } from '../../api/kinds.ts'
import type { KubeList, WatchEvent } from '../../api/object.ts'
import type { Pod } from '../../api/types.ts'
import type { KubectlIo } from '../command.ts'
import { CommandError } from '../errors.ts'
import { goSort } from '../go-sort.ts'
import { request } from '../rest.ts'
import type { Transport } from '../transport.ts'
import { watch } from '../watch.ts'

export interface PodQuery {
  readonly namespace: string
  readonly labelSelector: string
  /** How long to wait for the first pod, in milliseconds. */
  readonly timeout: number
  /** Whether one pod is to be preferred to another. */
  readonly before: (a: Pod, b: Pod) => boolean
}

/** At least one pod, the best first. Throws CommandError if none comes in time. */
export async function podsOf(io: Pick<KubectlIo, 'waitFor' | 'signal' | 'sleep'>, transport: Transport, query: PodQuery): Promise<[Pod, ...Pod[]]> {
  const { namespace, labelSelector } = query
  const path = pathOf(pods, namespace)
  const list = await request<KubeList<Pod>>(transport, 'GET', path, { query: { labelSelector } })
  const [first, ...others] = goSort(list.items, query.before)
  if (first) return [first, ...others]
  return [await firstToCome(io, transport, path, { labelSelector, resourceVersion: list.metadata.resourceVersion }, query.timeout)]
}

async function firstToCome(
  io: Pick<KubectlIo, 'waitFor' | 'signal' | 'sleep'>,
  transport: Transport,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  timeout: number,
): Promise<Pod> {
  let found: Pod | undefined
  const note = (event: WatchEvent): boolean => {
    if (event.type !== 'ADDED' && event.type !== 'MODIFIED') return false
    found = event.object as unknown as Pod
    return true
  }
  const end = await watch(io, transport, path, { query }, note, (over) => io.sleep(timeout, over))
  if (end === 'interrupted') throw new CommandError('', 130)
  if (found === undefined) throw new CommandError('timed out waiting for the condition')
  return found
}
