/** What a kubelet serves on its port 10250: logs, exec, attach, and the use of resources. Models pkg/kubelet/server. */
import type { ExecSession, KubeletApi, LogOptions, PortConnection, ProxyAnswer, ProxyRequest, ResponseStream } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Clock } from '../../clock.ts'
import { type ContainerRuntime, type PodSandbox, RuntimeError } from '../container-runtime/cri.ts'
import type { PodContainer } from './container/pod-container.ts'
import { kubeletHttp } from './kubelet-http.ts'
import { openLog } from './logs.ts'
import type { PodNetwork } from './pod-network.ts'
import type { PodWorker } from './pod-worker.ts'

type PodName = { readonly namespace: string; readonly name: string }

export class KubeletServer implements KubeletApi {
  constructor(
    private readonly nodeName: string,
    private readonly runtime: ContainerRuntime,
    private readonly clock: Clock,
    private readonly network: PodNetwork,
    /** Throws while the kubelet does not run. */
    private readonly workers: () => readonly PodWorker[],
  ) {}

  logs(pod: PodName, options: LogOptions): ResponseStream {
    const worker = this.#find(pod)
    if (!worker) throw new StatusError(404, 'NotFound', `pod ${JSON.stringify(pod.name)} cannot be found - no logs available`)
    return openLog(worker.reported, options, this.runtime, this.clock.now())
  }

  exec(pod: PodName, container: string, command: readonly string[], options: { stdin: boolean; tty: boolean }): ExecSession {
    return this.#session(pod, container, (id) => this.runtime.exec(id, command, options))
  }

  /** Joins the container's main process. How that ends is in the pod's status; the stream only says that it did. */
  attach(pod: PodName, container: string): ExecSession {
    const session = this.#session(pod, container, (id) => this.runtime.attach(id))
    return { ...session, onExit: (listener) => session.onExit(() => listener(0)) }
  }

  /** As containerd carries it: into the network namespace of the sandbox. */
  portForward(pod: PodName, port: number): PortConnection {
    const sandbox = this.#find(pod)?.sandbox
    if (!sandbox) return brokenConnection(`error forwarding port ${port} to pod ${pod.name}: no sandbox is running`)
    return this.network.dial(sandbox.ip, port) ?? brokenConnection(refusedPort(sandbox, port))
  }

  http(request: ProxyRequest): ProxyAnswer {
    return kubeletHttp(request, () => ({ nodeName: this.nodeName, runtime: this.runtime, tended: this.workers() }))
  }

  #session(pod: PodName, container: string, open: (id: string) => ExecSession): ExecSession {
    const target = this.#find(pod)?.containers.find((each) => each.name === container)
    if (!target?.running) throw internal(`unable to upgrade connection: container not found (${JSON.stringify(container)})`)
    try {
      return open(idOf(target))
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error
      // The kubelet answers with an error of its own, which the API server wraps in one more.
      throw internal(`Internal error occurred: error executing command in container: ${error.message}`)
    }
  }

  #find({ namespace, name }: PodName): PodWorker | undefined {
    return this.workers().find(({ pod }) => pod.metadata.name === name && pod.metadata.namespace === namespace)
  }
}

/** Sandboxes have no ids of their own here: the pod's uid stands in for what containerd names. Models containerd's internal/cri/server/sandbox_portforward_linux.go. */
function refusedPort({ uid }: PodSandbox, port: number): string {
  const id = uid.replaceAll('-', '').repeat(2)
  const dialled = `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `
  const inside = `failed to connect to localhost:${port} inside namespace "${id}", ${dialled}`
  return `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${uid}": ${inside}`
}

/** A connection that was not to be: it says why, and ends. */
const brokenConnection = (message: string): PortConnection => ({
  onData: () => {},
  onEnd: (listener) => listener(),
  onFailure: (listener) => listener(message),
  write: () => {},
  end: () => {},
  close: () => {},
})

const idOf = (container: PodContainer): string => container.current?.id ?? ''

export const internal = (message: string): StatusError =>
  new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
