/** What `kubectl run -i`, `--attach` and `--rm` do after the pod is there. Models kubectl pkg/cmd/run. */
import { pods } from '../../api/kinds.ts'
import type { AnyObject, WatchEvent } from '../../api/object.ts'
import { notFound } from '../../api/status.ts'
import type { Pod } from '../../api/types.ts'
import type { Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { attachTo } from '../pods/attach-to.ts'
import { chooseContainer } from '../pods/containers.ts'
import { logPath, readLog } from '../pods/log.ts'
import { messageOf } from '../render-error.ts'
import { findResources } from '../resources/resources.ts'
import { until } from '../until.ts'
import { deleteAll } from './deletion.ts'
import type { Run } from './run.ts'

/** Stays with the first object, the pod, until it ends or we leave; resolves to an exit code. */
export async function attachToPod(invocation: Run, created: readonly [AnyObject, ...AnyObject[]], restart: string): Promise<number> {
  let end: End
  try {
    end = await stayWith(invocation, created[0] as unknown as Pod, restart)
  } finally {
    if (invocation.flags.rm) for (const object of created) await remove(invocation, object)
  }
  if (end.text) invocation.io.stderr(end.text)
  return end.exitCode
}

interface End {
  readonly exitCode: number
  /** Said last, when everything is cleaned up. */
  readonly text?: string
}

async function stayWith(invocation: Run, { metadata }: Pod, restart: string): Promise<End> {
  const { flags } = invocation
  const pod = await podThat(invocation, metadata, (now) => isReady(now) || isOver(now))
  const exitCode = isOver(pod) ? await printLog(invocation, pod) : await attached(invocation, pod)
  if (exitCode !== 0 || flags['leave-stdin-open'] || restart === 'Always') return { exitCode }
  return outcome(await podThat(invocation, metadata, (now) => (restart === 'OnFailure' ? now.status?.phase === 'Succeeded' : isOver(now))))
}

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'
const isReady = ({ status }: Pod): boolean =>
  status?.phase === 'Running' && (status.conditions ?? []).some(({ type, status: state }) => type === 'Ready' && state === 'True')

/** The pod as soon as something is true of it. */
async function podThat(invocation: Run, { namespace = '', name }: Pod['metadata'], wanted: (pod: Pod) => boolean): Promise<Pod> {
  const resource = await (await invocation.mapper()).resourceForKind('Pod', 'v1')
  let found: Pod | undefined
  const met = ({ type, object }: WatchEvent): boolean => {
    if (type === 'DELETED') throw notFound(pods, '')
    if (!wanted(object as unknown as Pod)) return false
    found = object as unknown as Pod
    return true
  }
  await until(invocation, { resource, namespace, name }, invocation.io.now() + invocation.flags['pod-running-timeout'], { met })
  if (found === undefined) throw new CommandError('timed out waiting for the condition')
  return found
}

/** First what was printed before we came. */
async function attached(invocation: Run, pod: Pod): Promise<number> {
  const { io } = invocation
  try {
    await printLog(invocation, pod)
  } catch (error) {
    io.stderr(`warning: couldn't fetch pre-attach logs: ${plain(error)}\n`)
  }
  try {
    return await attachTo(invocation, pod, '')
  } catch (error) {
    io.stderr(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${plain(error)}\n`)
    return printLog(invocation, pod)
  }
}

const plain = (error: unknown): string => (error instanceof Error ? error.message : messageOf(error))

async function printLog(invocation: Run, pod: Pod): Promise<number> {
  const { io } = invocation
  const { name: container } = chooseContainer(pod, '', (notice) => io.stderr(notice))
  await readLog(invocation, logPath(pod.metadata.namespace ?? '', pod.metadata.name), { container }, (text) => io.stdout(text))
  return 0
}

/** A container that failed decides the exit code. */
function outcome({ metadata, status }: Pod): End {
  const where = `pod ${metadata.namespace}/${metadata.name}`
  if (status?.phase === 'Succeeded') return { exitCode: 0 }
  const terminated = status?.containerStatuses?.[0]?.state?.terminated
  if (!terminated?.exitCode) throw new CommandError(`${where} failed with unknown exit code`)
  return { exitCode: terminated.exitCode, text: `${where} terminated (${terminated.reason ?? ''})\n${terminated.message ?? ''}` }
}

async function remove(invocation: Run, { apiVersion, kind, metadata }: AnyObject): Promise<void> {
  const { plural, group } = await (await invocation.mapper()).resourceForKind(kind, apiVersion)
  const names = { type: `${plural}.${group}`, names: [metadata.name] }
  const found = await findResources(invocation, { namespace: metadata.namespace ?? '', names, requireObject: false, continueOnError: true, flatten: true })
  await deleteAll(invocation as Invocation, found, {
    gracePeriod: -1,
    cascade: 'Background',
    dryRun: 'none',
    ignoreNotFound: true,
    wait: false,
    timeout: 0,
    output: '',
    quiet: invocation.flags.quiet,
    warnClusterScope: false,
  })
}
