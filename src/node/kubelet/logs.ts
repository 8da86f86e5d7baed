/** `/containerLogs`: a container's log as asked for. Models pkg/kubelet/kuberuntime/logs and validateContainerLogStatus. */
import type { LogOptions, ResponseStream, Sink } from '../../api/request.ts'
import { badRequest } from '../../api/status.ts'
import { timeOf } from '../../api/time.ts'
import type { ContainerStatus, Pod } from '../../api/types.ts'
import type { ContainerRuntime, LogLine } from '../container-runtime/cri.ts'

/** @throws StatusError (400) with the kubelet's text if there is no log to read. */
export function openLog(pod: Pod, options: LogOptions, runtime: ContainerRuntime, now: number): ResponseStream {
  const id = containerWithLog(pod, options).replace('containerd://', '')
  const log = runtime.log(id)
  const since = options.sinceSeconds === undefined ? timeOf(options.sinceTime) : now - options.sinceSeconds * 1000
  return {
    kind: 'text',
    open(sink) {
      const out = limited(sink, options.limitBytes)
      const recent = since === undefined ? log.lines : log.lines.filter((line) => line.time >= since)
      const lines = options.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tailLines))
      for (const line of lines) out.data(lineText(line, options))
      if (!options.follow || out.full()) {
        out.end()
        return () => {}
      }
      return log.follow((line) => (line === undefined ? out.end() : out.data(lineText(line, options))))
    },
  }
}

const lineText = (line: LogLine, { timestamps }: LogOptions): string => `${timestamps ? `${nanoTime(line.time)} ` : ''}${line.text}\n`

/** RFC 3339 with nine digits, as container logs have it. */
function nanoTime(ms: number): string {
  const whole = Math.floor(ms)
  return new Date(whole).toISOString().replace('Z', `${String(Math.round((ms - whole) * 1e6)).padStart(6, '0')}Z`)
}

function limited(sink: Sink<string>, bytes: number | undefined): Sink<string> & { full(): boolean } {
  let left = bytes ?? Number.POSITIVE_INFINITY
  let ended = false
  const end = (): void => {
    if (!ended) sink.end()
    ended = true
  }
  return {
    full: () => left <= 0,
    end,
    data(text) {
      if (ended || left <= 0) return
      const part = left === Number.POSITIVE_INFINITY ? text : new TextDecoder().decode(new TextEncoder().encode(text).slice(0, left))
      left -= new TextEncoder().encode(part).length
      sink.data(part)
      if (left <= 0) end()
    },
  }
}

/** The id of the attempt whose log is meant. */
function containerWithLog(pod: Pod, { container, previous }: LogOptions): string {
  const text = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`
  const status = statusOf(pod, container)
  if (!status) throw badRequest(`${text} is not available`)
  const { state = {}, lastState = {} } = status
  if (previous) {
    if (!lastState.terminated?.containerID) throw badRequest(`previous terminated ${text} not found`)
    return lastState.terminated.containerID
  }
  if (state.running) return status.containerID ?? ''
  const terminated = state.terminated?.containerID ? state.terminated : lastState.terminated
  if (terminated?.containerID) return terminated.containerID
  if (state.terminated || lastState.terminated) throw badRequest(`${text} is terminated`)
  throw badRequest(`${text} is waiting to start${waitingFor(state.waiting?.reason)}`)
}

function waitingFor(reason: string | undefined): string {
  if (reason === 'ErrImagePull') return ": image can't be pulled"
  if (reason === 'ImagePullBackOff') return ': trying and failing to pull image'
  return reason === undefined ? ' - no logs yet' : `: ${reason}`
}

const statusOf = ({ status = {} }: Pod, name: string): ContainerStatus | undefined =>
  [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])].find(
    (each) => each.name === name,
  )
