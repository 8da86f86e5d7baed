/** A line of a component's log, as klog writes it: `I0105 09:00:00.000000       1 server.go:150] text`. `now` in milliseconds since the epoch. */
export function klogLine(now: number, severity: 'I' | 'W' | 'E' | 'F', place: string, text: string): string {
  const time = new Date(now).toISOString()
  return `${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${place}] ${text}\n`
}
