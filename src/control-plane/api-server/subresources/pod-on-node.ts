/** From a pod to the container that is meant and to the kubelet that runs it. Models pkg/registry/core/pod/strategy.go. */
import { type ApiRequest, type ApiResponse, type ExecSession, type KubeletApi, queryValue } from '../../../api/request.ts'
import { badRequest, StatusError } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import type { SubresourceCall } from './subresource.ts'

/** @throws 400 if the container does not exist, or must be named. */
export function containerNamed(pod: Pod, asked: string | undefined, purpose: 'log' | 'exec'): string {
  const own = (pod.spec.containers ?? []).map(({ name }) => name)
  const init = (pod.spec.initContainers ?? []).map(({ name }) => name)
  const ephemeral = (pod.spec.ephemeralContainers ?? []).map(({ name }) => name)
  const { name } = pod.metadata
  if (asked) {
    if (![...own, ...init, ...ephemeral].includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  if (own.length === 1) return own[0] as string
  const choice = `a container name must be specified for pod ${name}, choose one of: [${own.join(' ')}]`
  throw badRequest(init.length > 0 && purpose === 'log' ? `${choice} or one of the init containers: [${init.join(' ')}]` : choice)
}

/** @throws 400 for a pod without a node, 500 for a node that does not answer. */
export function kubeletOf(call: SubresourceCall, pod: Pod): KubeletApi {
  const node = pod.spec.nodeName
  if (!node) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  const kubelet = call.kubelet(node)
  if (kubelet) return kubelet
  const message = `Get "https://${pod.status?.hostIP ?? node}:10250/containerLogs/${pod.metadata.namespace}/${pod.metadata.name}": dial tcp ${pod.status?.hostIP ?? node}:10250: connect: connection refused`
  throw new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

/** Which streams the client wants. */
export function streams(request: ApiRequest): { stdin: boolean; tty: boolean } {
  const flag = (name: string): boolean => ['true', '1'].includes(queryValue(request, name) ?? '')
  return { stdin: flag('stdin'), tty: flag('tty') }
}

/** PodExecOptions and PodAttachOptions, as far as they are the same. */
export function streamOptions(request: ApiRequest): object {
  const flags = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => ['true', '1'].includes(queryValue(request, name) ?? ''))
  const container = queryValue(request, 'container')
  return { ...Object.fromEntries(flags.map((name) => [name, true])), ...(container ? { container } : {}) }
}

/**
 * The answer that goes on. The client's connection is upgraded before the kubelet is asked, so that what the kubelet
 * refuses comes over the stream. Models apiserver pkg/util/proxy/streamtranslator.go.
 */
export function sessionWith(open: () => ExecSession): ApiResponse {
  const answer = (session: ExecSession): ApiResponse => ({ status: 101, headers: {}, stream: { kind: 'exec', session } })
  try {
    return answer(open())
  } catch (error) {
    if (error instanceof StatusError) return answer(failed(error.message))
    throw error
  }
}

const nothing = (): void => {}

const failed = (message: string): ExecSession => ({
  tty: false,
  onStdout: nothing,
  onStderr: nothing,
  onExit: nothing,
  write: nothing,
  closeStdin: nothing,
  kill: nothing,
  onFailure: (listener) => listener(message),
})
