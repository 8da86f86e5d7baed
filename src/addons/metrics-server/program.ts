/** What the program of a metrics-server pod does: asks the kubelets every 15 seconds, and serves what it has learnt. */
import { parseDuration } from '../../api/duration.ts'
import { StatusError } from '../../api/status.ts'
import type { Client } from '../../client/client.ts'
import type { Timer } from '../../clock.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { MetricPoints } from './metric-points.ts'
import { metricsResources } from './metrics-api.ts'
import { flag, scrape } from './scraper.ts'
import { serveMetrics } from './server.ts'

export function metricsServerProgram(host: ProgramHost, client: Client): RunningProgram {
  const { clock, args, source } = host
  const resolution = parseDuration(flag(args, 'metric-resolution') ?? '60s')
  const points = new MetricPoints(resolution)
  const say = klog(host)
  let timer: Timer | undefined
  const round = (): void => {
    timer = clock.after(resolution, round, { background: true })
    try {
      points.store(scrape(host, client, (node, error) => say('E', 'scraper.go:149', `"Failed to scrape node" err=${JSON.stringify(error)} node="${node}"`)))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      say('E', 'scraper.go:99', `"Failed to list nodes" err=${JSON.stringify(error.message)}`)
    }
  }
  // The first round takes place as soon as it is up.
  timer = clock.after(0, round)
  const resources = metricsResources(client, points, () => clock.now())
  const http = serveMetrics({ client, resources, ready: () => points.ready })
  const port = Number(flag(args, 'secure-port') ?? 443)
  say('I', 'serving.go:380', 'Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)')
  say('I', 'handler.go:288', 'Adding GroupVersion metrics.k8s.io v1beta1 to ResourceManager')
  say('I', 'secure_serving.go:211', `Serving securely on [::]:${port}`)
  return {
    ports: [{ port, listener: { http, tls: { names: [source.hostname ?? source.name ?? 'localhost'] } } }],
    stop: () => timer?.cancel(),
  }
}

/** A line of klog: `I1116 09:12:01.123000       1 server.go:42] text`. */
function klog({ clock, err }: ProgramHost): (severity: 'I' | 'E', place: string, text: string) => void {
  return (severity, place, text) => {
    const time = new Date(clock.now()).toISOString()
    err(`${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 ${place}] ${text}\n`)
  }
}
