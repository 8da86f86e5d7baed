/** Which logs to read: of which pods, and of which of their containers. Models kubectl pkg/polymorphichelpers/logsforobject.go. */
import type { AnyObject } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { defaultContainerAnnotation, defaultedNotice, findContainer, invalidContainer } from '../../pods/containers.ts'
import { logPath } from '../../pods/log.ts'
import { podsOf } from '../../pods/pods-of-object.ts'
import { forLogs } from '../../pods/ranking.ts'
import { podSelectorOf } from '../../pods/selector-of-object.ts'
import type { RequestOptions } from '../../rest.ts'
import { type Logs, namedContainer, sinceSeconds, tailOf } from './logs.ts'
import type { LogTarget } from './target.ts'

export interface LogRequest {
  readonly pod: string
  readonly container: string
  readonly path: string
  readonly query: NonNullable<RequestOptions['query']>
}

/** In the order of pods and containers; the real one takes them in any. */
export async function logRequests(invocation: Logs, target: LogTarget): Promise<LogRequest[]> {
  return (await podsToRead(invocation, target)).flatMap((pod) => containersToRead(invocation, pod).map((container) => requestFor(invocation, pod, container)))
}

async function podsToRead({ flags, io, transport }: Logs, target: LogTarget): Promise<readonly Pod[]> {
  if ('pods' in target) return target.pods
  const { object } = target
  if (isPod(object)) return [object]
  const found = await podsOf(io, await transport(), {
    namespace: object.metadata.namespace ?? '',
    labelSelector: podSelectorOf(object, 'cannot get the logs from'),
    timeout: flags['pod-running-timeout'],
    before: forLogs,
  })
  if (flags['all-pods']) return found
  if (found.length > 1) io.stderr(`Found ${found.length} pods, using pod/${found[0].metadata.name}\n`)
  return [found[0]]
}

const isPod = (object: AnyObject): object is AnyObject & Pod => object.kind === 'Pod' && object.apiVersion === 'v1'

function containersToRead(invocation: Logs, pod: Pod): readonly string[] {
  const { flags } = invocation
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec
  if (flags['all-containers']) return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name)
  const name = namedContainer(invocation) || annotated(invocation, pod) || defaulted(invocation, pod)
  if (!findContainer(pod, name)) throw invalidContainer(name, pod)
  return [name]
}

function annotated({ io }: Logs, pod: Pod): string {
  const name = pod.metadata.annotations?.[defaultContainerAnnotation] ?? ''
  if (name === '' || findContainer(pod, name)) return name
  io.stderr(`Default container name ${JSON.stringify(name)} not found in pod ${pod.metadata.name}\n`)
  return ''
}

function defaulted({ flags, io }: Logs, pod: Pod): string {
  const name = pod.spec.containers[0]?.name ?? ''
  const notice = defaultedNotice(name, pod)
  if (notice !== '' && !flags['all-pods']) io.stderr(notice)
  return name
}

function requestFor(invocation: Logs, { metadata }: Pod, container: string): LogRequest {
  const { flags } = invocation
  const query = {
    container,
    follow: flags.follow || undefined,
    insecureSkipTLSVerifyBackend: flags['insecure-skip-tls-verify-backend'] || undefined,
    limitBytes: flags['limit-bytes'] || undefined,
    previous: flags.previous || undefined,
    sinceSeconds: sinceSeconds(invocation),
    sinceTime: flags['since-time'],
    tailLines: tailOf(invocation),
    timestamps: flags.timestamps || undefined,
  }
  return { pod: metadata.name, container, path: logPath(metadata.namespace ?? '', metadata.name), query }
}
