import type { Kind } from '../api/kinds.ts'
import type { StatusError } from '../api/status.ts'

/** A line of a component's log, as klog writes it: `I0105 09:00:00.000000       1 server.go:150] text`. `now` in milliseconds since the epoch. */
export function klogLine(now: number, severity: 'I' | 'W' | 'E' | 'F', place: string, text: string, pid = 1): string {
  const time = new Date(now).toISOString()
  return `${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000 ${String(pid).padStart(7)} ${place}] ${text}\n`
}

/** What client-go's reflector writes when it may not list a kind, or can't. */
export function reflectorLine(now: number, kind: Kind, error: StatusError, pid?: number): string {
  const type = `*${kind.version}.${kind.kind}`
  const err = JSON.stringify(`failed to list ${type}: ${error.message}`)
  const text = `"Failed to watch" err=${err} logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:160" type="${type}"`
  return klogLine(now, 'E', 'reflector.go:205', text, pid)
}
