/** One probe of a container. Models pkg/kubelet/prober/prober.go and pkg/probe. */
import type { Probe } from '../../../api/types.ts'
import { RuntimeError } from '../../container-runtime/cri.ts'
import type { PodContainer } from '../container/pod-container.ts'
import type { PodHost } from '../pod-host.ts'
import { resolvePort } from './port.ts'
import type { ProbeFailure } from './probe-network.ts'

export type ProbeResult =
  | { readonly result: 'success' | 'failure'; readonly output: string }
  /** The probe itself could not be run: it counts neither way. */
  | { readonly result: 'unknown'; readonly output: string }

export function runProbe(host: PodHost, container: PodContainer, podIP: string, probe: Probe): ProbeResult {
  const timeout = probe.timeoutSeconds ?? 1
  if (probe.exec) return execProbe(host, container, probe.exec.command ?? [], timeout)
  if (probe.httpGet) return httpProbe(host, container, podIP, probe.httpGet, timeout)
  if (probe.tcpSocket) return tcpProbe(host, container, podIP, probe.tcpSocket, timeout)
  if (probe.grpc) return grpcProbe(host, podIP, probe.grpc.port, timeout)
  return { result: 'unknown', output: `missing probe handler for ${container.name}` }
}

function execProbe(host: PodHost, container: PodContainer, command: readonly string[], timeout: number): ProbeResult {
  try {
    const { exitCode, stdout, stderr, seconds } = host.runtime.execSync(container.current?.id ?? '', command)
    if (seconds > timeout) return { result: 'failure', output: `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeout}s` }
    return { result: exitCode === 0 ? 'success' : 'failure', output: stdout + stderr }
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return {
      result: 'unknown',
      output: error.message.startsWith('rpc error') ? error.message : `rpc error: code = Unknown desc = ${asContainerd(error.message)}`,
    }
  }
}

const execFailed = 'failed to exec in container: '
const asContainerd = (message: string): string => (message.startsWith(execFailed) ? message : execFailed + message)

function httpProbe(host: PodHost, container: PodContainer, podIP: string, action: NonNullable<Probe['httpGet']>, timeout: number): ProbeResult {
  const port = resolvePort(action.port, container.spec)
  if (typeof port === 'string') return { result: 'unknown', output: port }
  const scheme = action.scheme === 'HTTPS' ? 'https' : 'http'
  const target = action.host || podIP
  const path = `/${(action.path ?? '/').replace(/^\//, '')}`
  const headers: Record<string, string> = { 'user-agent': 'kube-probe/1.36', accept: '*/*' }
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value
  const answer = host.probes.http({ scheme, host: target, port, path, headers, timeout })
  if (!answer.ok) return { result: 'failure', output: `Get ${JSON.stringify(`${scheme}://${target}:${port}${path}`)}: ${httpFailure(answer, target, port)}` }
  if (answer.status >= 200 && answer.status < 400) return { result: 'success', output: answer.body }
  return { result: 'failure', output: `HTTP probe failed with statuscode: ${answer.status}` }
}

function tcpProbe(host: PodHost, container: PodContainer, podIP: string, action: NonNullable<Probe['tcpSocket']>, timeout: number): ProbeResult {
  const port = resolvePort(action.port, container.spec)
  if (typeof port === 'string') return { result: 'unknown', output: port }
  const target = action.host || podIP
  const answer = host.probes.tcp(target, port, timeout)
  return answer.ok ? { result: 'success', output: '' } : { result: 'failure', output: dialFailure(answer, target, port) }
}

/** Programs here do not speak gRPC: a port that accepts the connection counts as a server that is SERVING. */
function grpcProbe(host: PodHost, podIP: string, port: number, timeout: number): ProbeResult {
  const answer = host.probes.tcp(podIP, port, timeout)
  if (answer.ok) return { result: 'success', output: 'service healthy' }
  return { result: 'failure', output: `timeout: failed to connect service ${JSON.stringify(`${podIP}:${port}`)} within ${timeout}s: context deadline exceeded` }
}

function httpFailure(failure: ProbeFailure, target: string, port: number): string {
  if (failure.why === 'timeout') return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  return failure.why === 'reset' ? 'EOF' : dialFailure(failure, target, port)
}

function dialFailure(failure: ProbeFailure, target: string, port: number): string {
  const texts = {
    refused: `dial tcp ${target}:${port}: connect: connection refused`,
    timeout: `dial tcp ${target}:${port}: i/o timeout`,
    reset: `dial tcp ${target}:${port}: connect: connection reset by peer`,
    'no-such-host': `dial tcp: lookup ${target}: no such host`,
  }
  return texts[failure.why]
}
