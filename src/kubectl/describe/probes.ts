/** A probe in one line: what it asks, and when. */
import type { Probe } from '../../api/types.ts'

export function probeText(probe: Probe): string {
  const when = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`
  return `${question(probe)} ${when}`
}

function question({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${(exec.command ?? []).join(' ')}]`
  if (httpGet) return `http-get ${url((httpGet.scheme ?? '').toLowerCase(), hostPort(httpGet.host ?? '', String(httpGet.port)), httpGet.path ?? '')}`
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`
  return 'unknown'
}

/** Go's net.JoinHostPort. */
export const hostPort = (host: string, port: string | number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

/** Go's URL.String. */
function url(scheme: string, host: string, path: string): string {
  const escaped = encodeURIComponent(path)
    .replace(/%(24|26|2B|2C|2F|3A|3B|3D|40)/g, (code) => decodeURIComponent(code))
    .replace(/[!'()*]/g, (sign) => (path === '*' ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`))
  return `${scheme === '' ? '' : `${scheme}:`}//${host}${escaped !== '' && !escaped.startsWith('/') ? '/' : ''}${escaped}`
}
