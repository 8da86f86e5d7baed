import type { AccessLine } from './exchange.ts'

/** A line of the access log, in ingress-nginx' format `upstreaminfo`. `now` in milliseconds since the epoch. */
export function accessLine({ peer, user, request, status, size, seconds, upstream, alternative, tried, id }: AccessLine, now: number): string {
  const { method, path, headers, body } = request
  const head = `${method} ${path} HTTP/1.1`
  const length = head.length + 4 + body.length + Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  const of = (pick: (each: AccessLine['tried'][number]) => string | number): string => (tried.length === 0 ? '-' : tried.map(pick).join(', '))
  return (
    `${peer} - ${user || '-'} [${logTime(now)}] "${head}" ${status} ${size} "${headers.referer ?? '-'}" "${headers['user-agent'] ?? '-'}" ` +
    `${length} ${seconds.toFixed(3)} [${upstream}] [${alternative}] ` +
    `${of(({ address }) => address)} ${of((each) => each.size)} ${of((each) => each.seconds.toFixed(3))} ${of((each) => each.status)} ${id}\n`
  )
}

/** `16/Nov/2026:09:12:01 +0000` */
function logTime(ms: number): string {
  const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(new Date(ms).toUTCString()) ?? []
  return `${day}/${month}/${year}:${new Date(ms).toISOString().slice(11, 19)} +0000`
}
