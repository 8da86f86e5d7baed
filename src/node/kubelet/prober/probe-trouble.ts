/** A probe that finds a program unwell, whatever the program is. */
import type { Pod, Probe } from '../../../api/types.ts'
import type { ProbeResult } from './probe.ts'

/** A probe that is about to be made. */
export interface ProbeMeeting {
  readonly pod: Pod
  readonly container: string
  readonly type: 'startup' | 'readiness' | 'liveness'
}

/** `failing`: the program answers that it is unwell. `hanging`: it does not answer. */
export type ProbeTrouble = 'failing' | 'hanging'

/** What such a probe finds, in its own words. */
export function troubledProbe(trouble: ProbeTrouble, probe: Probe, podIP: string, port: (of: string | number) => number | string): ProbeResult {
  const seconds = probe.timeoutSeconds ?? 1
  const failure = (output: string): ProbeResult => ({ result: 'failure', output })
  if (probe.exec)
    return failure(trouble === 'failing' ? '' : `command timed out: ${JSON.stringify((probe.exec.command ?? []).join(' '))} timed out after ${seconds}s`)
  if (probe.httpGet) {
    if (trouble === 'failing') return failure('HTTP probe failed with statuscode: 503')
    const { scheme = 'HTTP', host = podIP, port: of, path = '/' } = probe.httpGet
    const url = `${scheme.toLowerCase()}://${host || podIP}:${port(of)}/${path.replace(/^\//, '')}`
    return failure(`Get ${JSON.stringify(url)}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`)
  }
  if (probe.tcpSocket) {
    const at = `${probe.tcpSocket.host || podIP}:${port(probe.tcpSocket.port)}`
    return failure(trouble === 'failing' ? `dial tcp ${at}: connect: connection refused` : `dial tcp ${at}: i/o timeout`)
  }
  if (trouble === 'failing') return failure('service unhealthy (responded with "NOT_SERVING")')
  return failure(`timeout: failed to connect service ${JSON.stringify(`${podIP}:${probe.grpc?.port}`)} within ${seconds}s: context deadline exceeded`)
}
