/** Prometheus, Grafana, the Kubernetes dashboard: they start, are healthy and show a first page; their own work is left out and says so. */
import type { HttpResponse } from '../../network/http.ts'
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Process } from '../process.ts'
import { goNotFound, goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { alpineSystem, busyboxSystem, emptySystem } from './base-systems.ts'

const page = (title: string): string => `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><div id="root"></div></body></html>\n`

const promLog = ({ process }: Running, source: string, msg: string, more = ''): void =>
  process.err(`time=${new Date(process.now()).toISOString()} level=INFO source=${source} msg="${msg}"${more}\n`)

const prometheusConfig = `global:
  scrape_interval: 15s
  evaluation_interval: 15s
scrape_configs:
  - job_name: "prometheus"
    static_configs:
      - targets: ["localhost:9090"]
`

const flag = (args: readonly string[], name: string, other: string): string => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? other

function prometheusAnswer(request: WebRequest, running: Running): HttpResponse {
  const json = (value: object, status = 200): HttpResponse => goReply(running, request, JSON.stringify(value), { status, type: 'application/json' })
  const { plain } = request
  if (plain === '/') return goReply(running, request, '<a href="/query">Found</a>.\n\n', { status: 302, headers: { Location: '/query' } })
  if (plain === '/-/healthy') return goReply(running, request, 'Prometheus Server is Healthy.\n')
  if (plain === '/-/ready') return goReply(running, request, 'Prometheus Server is Ready.\n')
  if (plain === '/api/v1/status/buildinfo') return json({ status: 'success', data: { version: running.version, branch: 'HEAD', goVersion: 'go1.25.1' } })
  if (plain === '/metrics')
    return goReply(running, request, `# TYPE prometheus_http_requests_total counter\nprometheus_http_requests_total ${running.requests}\n`, {
      type: 'text/plain; version=0.0.4; charset=utf-8',
    })
  if (plain.startsWith('/api/v1/'))
    return json({ status: 'error', errorType: 'unavailable', error: 'ktutor does not simulate what Prometheus collects: it would answer this query' }, 503)
  return goReply(running, request, page('Prometheus Time Series Collection and Processing Server'))
}

export const prometheus = defineImage({
  repository: 'docker.io/prom/prometheus',
  tags: (tag) => /^(latest|main|v(2\.(4[0-9]|5[0-5])|3\.[0-7])\.\d)$/.test(tag),
  size: 127_000_000,
  version: (tag) => (tag.startsWith('v') ? tag.slice(1) : '3.7.3'),
  entrypoint: ['/bin/prometheus'],
  cmd: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
  workingDir: '/prometheus',
  user: 65534,
  exposes: [9090],
  base: busyboxSystem,
  files: { '/etc/prometheus/prometheus.yml': prometheusConfig, '/prometheus/': { text: '', uid: 65534 } },
  programs: {
    '/bin/prometheus': webServer({
      name: 'prometheus',
      port: ({ args }) => Number(/:(\d+)$/.exec(flag(args, 'web.listen-address', ':9090'))?.[1] ?? 9090),
      memory: 42,
      idle: 3,
      startUp: 600,
      prepare(running) {
        const { process, args, version } = running
        const config = flag(args, 'config.file', 'prometheus.yml')
        if (!process.files.find(process.path(config))) {
          process.err(
            `time=${new Date(process.now()).toISOString()} level=ERROR source=main.go:625 msg="Error loading config (--config.file=${config})" file=${process.path(config)} err="open ${config}: no such file or directory"\n`,
          )
          return 2
        }
        promLog(running, 'main.go:734', 'Starting Prometheus Server', ` mode=server version="(version=${version}, branch=HEAD)"`)
      },
      ready(running) {
        promLog(running, 'web.go:660', 'Start listening for connections', ` component=web address=0.0.0.0:${running.port}`)
        promLog(running, 'main.go:1526', 'Completed loading of configuration file')
        promLog(running, 'main.go:1310', 'Server is ready to receive web requests.')
      },
      answer: prometheusAnswer,
      stop(running) {
        running.process.err(
          `time=${new Date(running.process.now()).toISOString()} level=WARN source=main.go:1003 msg="Received an OS signal, exiting gracefully..." signal=terminated\n`,
        )
        promLog(running, 'main.go:1295', 'See you next time!')
      },
    }),
  },
})

const grafanaLog = (process: Process, logger: string, msg: string, more = ''): void =>
  process.out(`logger=${logger} t=${new Date(process.now()).toISOString()} level=info msg="${msg}"${more}\n`)

const grafana = (repository: string): ImageDefinition =>
  defineImage({
    repository,
    tags: (tag) => /^(latest|main|(9|10|11|12)\.\d(\.\d{1,2})?(-ubuntu)?)$/.test(tag),
    size: 202_000_000,
    version: (tag) => (/^\d+\.\d+\.\d+/.test(tag) ? tag : '12.2.1'),
    entrypoint: ['/run.sh'],
    workingDir: '/usr/share/grafana',
    env: {
      GF_PATHS_CONFIG: '/etc/grafana/grafana.ini',
      GF_PATHS_DATA: '/var/lib/grafana',
      GF_PATHS_HOME: '/usr/share/grafana',
      GF_PATHS_LOGS: '/var/log/grafana',
    },
    user: 472,
    exposes: [3000],
    base: alpineSystem,
    files: { '/etc/grafana/grafana.ini': '[paths]\n[server]\n', '/var/lib/grafana/': { text: '', uid: 472 }, '/var/log/grafana/': { text: '', uid: 472 } },
    programs: {
      '/run.sh': webServer({
        name: 'grafana',
        port: ({ process }) => Number(process.env.get('GF_SERVER_HTTP_PORT') ?? 3000),
        memory: 92,
        idle: 4,
        startUp: 2500,
        prepare: ({ process, version }) => grafanaLog(process, 'settings', 'Starting Grafana', ` version=${version} branch=HEAD`),
        ready: ({ process, port }) => grafanaLog(process, 'http.server', 'HTTP Server Listen', ` address=[::]:${port} protocol=http subUrl= socket=`),
        answer(request, running) {
          if (request.plain === '/api/health')
            return goReply(
              running,
              request,
              `${JSON.stringify({ database: 'ok', version: running.version, commit: '563109b696e9c1cbaf345f2ab7a11f7f78422982' }, null, 2)}`,
              { type: 'application/json; charset=UTF-8' },
            )
          if (request.plain === '/login') return goReply(running, request, page('Grafana'))
          if (request.plain.startsWith('/api/'))
            return goReply(running, request, '{"message":"Unauthorized"}\n', { status: 401, type: 'application/json; charset=UTF-8' })
          return goReply(running, request, '<a href="/login">Found</a>.\n\n', { status: 302, headers: { Location: '/login', 'Cache-Control': 'no-store' } })
        },
        stop: ({ process }) => grafanaLog(process, 'server', 'Shutdown started', ' reason="System signal: terminated"'),
      }),
    },
  })

export const grafanaImages = [grafana('docker.io/grafana/grafana'), grafana('docker.io/grafana/grafana-oss')]

export const dashboard = defineImage({
  repository: 'docker.io/kubernetesui/dashboard',
  tags: (tag) => /^v2\.[0-7]\.\d$/.test(tag),
  size: 75_800_000,
  entrypoint: ['/dashboard', '--insecure-bind-address=0.0.0.0', '--bind-address=0.0.0.0'],
  exposes: [9090, 8443],
  user: 1001,
  base: emptySystem,
  programs: {
    '/dashboard': webServer({
      name: 'dashboard',
      port: 9090,
      memory: 28,
      idle: 1,
      ready: ({ process, version, port }) => {
        const time = new Date(process.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/')
        process.out(`${time} Starting overwatch\n${time} Using namespace: kubernetes-dashboard\n${time} Using in-cluster config to connect to apiserver\n`)
        process.out(`${time} Successful initial request to the apiserver, version: ${version}\n${time} Serving insecurely on HTTP port: ${port}\n`)
      },
      answer: (request, running) => (request.plain === '/' ? goReply(running, request, page('Kubernetes Dashboard')) : goNotFound(running, request)),
      ends: 'go',
    }),
  },
})
