/** Waits for the new container and attaches to it. Models handleAttachPod in kubectl pkg/cmd/debug. */
import { pods } from '../../../api/kinds.ts'
import type { WatchEvent } from '../../../api/object.ts'
import { notFound } from '../../../api/status.ts'
import type { ContainerStatus, Pod } from '../../../api/types.ts'
import { attachTo } from '../../pods/attach-to.ts'
import { logPath, readLog } from '../../pods/log.ts'
import { messageOf } from '../../render-error.ts'
import { until } from '../../until.ts'
import { Warnings } from '../../warnings.ts'
import type { Debug, Started } from './wanted.ts'

/** Until the container ends or we leave; what it printed where it has ended already. */
export async function join(invocation: Debug, started: Started): Promise<number> {
  const { io, flags } = invocation
  const { container } = started
  const pod = await withContainer(invocation, started)
  const log = () => readLog(invocation, logPath(pod.metadata.namespace ?? '', pod.metadata.name), { container }, (text) => io.stdout(text))
  if (statusOf(pod, container)?.state?.terminated === undefined)
    try {
      return await attachTo({ io, transport: invocation.transport, flags: { ...flags, 'detach-keys': '' } }, pod, container)
    } catch (error) {
      const message = error instanceof Error ? error.message : messageOf(error)
      io.stderr(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${message}\n`)
    }
  await log()
  return 0
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])]
  return all.find(({ name }) => name === container)
}

/** The pod as soon as the container runs, or has run. Why it does not yet is told at each change. */
async function withContainer(invocation: Debug, { pod: { metadata }, container }: Started): Promise<Pod> {
  const { io, flags } = invocation
  let found: Pod | undefined
  const met = ({ type, object }: WatchEvent): boolean => {
    if (type === 'DELETED') throw notFound(pods, '')
    const state = statusOf(object as unknown as Pod, container)?.state
    if (state?.running ?? state?.terminated) {
      found = object as unknown as Pod
      return true
    }
    if (!flags.quiet && state?.waiting?.message) new Warnings(io).print(`container ${container}: ${state.waiting.message}`)
    return false
  }
  const resource = await (await invocation.mapper()).resourceForKind('Pod', 'v1')
  const { name, namespace = '' } = metadata
  await until(invocation, { resource, namespace, name }, Number.POSITIVE_INFINITY, { met })
  return found as unknown as Pod
}
