import type { HttpResponse } from '../../network/http.ts'
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Process } from '../process.ts'
import { goReply, type Running, type WebRequest, webServer } from '../programs/web.ts'
import { alpineSystem } from './base-systems.ts'

const revision = 'b2bd5c3e3ac4ad1fcdba6f33b86d0e5a71a4ee4b'

const log = (process: Process, level: string, caller: string, msg: string, more: object = {}): void =>
  process.err(`${JSON.stringify({ level, ts: new Date(process.now()).toISOString(), caller, msg, ...more })}\n`)

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

const information = ({ hostname, version, process }: Running): object => ({
  hostname,
  version,
  revision,
  color: process.env.get('PODINFO_UI_COLOR') ?? '#34577c',
  logo: 'https://raw.githubusercontent.com/stefanprodan/podinfo/gh-pages/cuddle_clap.gif',
  message: process.env.get('PODINFO_UI_MESSAGE') ?? `greetings from podinfo v${version}`,
  goos: 'linux',
  goarch: 'amd64',
  runtime: 'go1.25.1',
  num_goroutine: '8',
  num_cpu: '4',
})

/** Stefan Prodan's demonstration service: it can be told to be unready, slow or broken. */
const program = webServer({
  name: 'podinfo',
  port: ({ args, process }) => Number(args.find((arg) => /^--port=/.test(arg))?.slice(7) ?? process.env.get('PODINFO_PORT') ?? 9898),
  memory: 18,
  idle: 1,
  ready: ({ process, port, version }) => log(process, 'info', 'podinfo/main.go:153', 'Starting podinfo', { version, revision, port: String(port) }),
  answer: (request, running) => routes(request, running),
  stop: ({ process }) => {
    log(process, 'info', 'signals/shutdown.go:48', 'Shutting down HTTP/HTTPS server', { timeout: 5 })
  },
})

/** Processes that were told to answer that they are not ready. */
const unready = new WeakSet<Process>()

function routes(request: WebRequest, running: Running): HttpResponse | 'reset' {
  const json = (value: unknown, status = 200, seconds = 0): HttpResponse =>
    goReply(running, request, pretty(value), { status, type: 'application/json; charset=utf-8', headers: { 'X-Content-Type-Options': 'nosniff' }, seconds })
  const { plain } = request
  const { process, version } = running
  const [, first = '', second = ''] = plain.split('/')
  if (plain === '/' || plain === '/api/info') return json(information(running))
  if (plain === '/healthz' || plain === '/livez') return json({ status: 'OK' })
  if (plain === '/readyz') return unready.has(process) ? json({ status: 'NOT READY' }, 503) : json({ status: 'OK' })
  if (first === 'readyz') {
    if (second === 'disable') unready.add(process)
    else unready.delete(process)
    return json({ status: 'OK' }, 202)
  }
  if (plain === '/version') return json({ commit: revision, version })
  if (plain === '/env') return json([...process.env].map((pair) => pair.join('=')))
  if (plain === '/headers') return json(Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, [value]])))
  if (plain === '/echo' || plain === '/api/echo') return json(request.body)
  if (first === 'status') return json({ status: Number(second) }, Number(second) || 400)
  if (first === 'delay') return json({ delay: Number(second) }, 200, Number(second))
  if (plain === '/metrics')
    return goReply(running, request, `# TYPE http_requests_total counter\nhttp_requests_total{status="200"} ${running.requests}\n`, {
      type: 'text/plain; version=0.0.4; charset=utf-8',
    })
  if (plain === '/panic') {
    log(process, 'panic', 'http/panic.go:15', 'Panic command received')
    process.end(255)
    return 'reset'
  }
  return goReply(running, request, '404 page not found\n', { status: 404 })
}

const podinfo = (repository: string): ImageDefinition =>
  defineImage({
    repository,
    tags: (tag) => /^(latest|6\.\d{1,2}\.\d{1,2}|5\.[0-2]\.\d)$/.test(tag),
    size: 31_800_000,
    version: (tag) => (tag === 'latest' ? '6.9.2' : tag),
    cmd: ['./podinfo'],
    workingDir: '/home/app',
    user: 100,
    exposes: [9898],
    base: alpineSystem,
    programs: { '/home/app/podinfo': program },
  })

export const podinfoImages = [podinfo('ghcr.io/stefanprodan/podinfo'), podinfo('docker.io/stefanprodan/podinfo')]
