import { httpDate } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { bindNslookup, host } from '../programs/bind-tools.ts'
import { curl } from '../programs/curl.ts'
import { dig } from '../programs/dig.ts'
import { byteLength, defineProgram } from '../programs/program.ts'
import { Load, listen, reply, untilSignal } from '../programs/server.ts'
import { alpineSystem } from './base-systems.ts'

/** Kubernetes' own test server; simulated: netexec, serve-hostname, pause, connect. */
const program = defineProgram('agnhost', function* (process, args) {
  const [command = 'pause', ...rest] = args
  const option = (name: string, other: number): number => {
    const at = rest.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
    return at < 0 ? other : Number(rest[at]?.split('=')[1] ?? rest[at + 1])
  }
  const load = new Load(process, 0.2)
  process.memory = 6 << 20
  const { hostname, network, source } = process.environment
  if (command === 'connect') {
    const [host = '', port = '80'] = (rest.find((arg) => !arg.startsWith('-')) ?? '').split(':')
    const connection = network.connect(source, host, Number(port))
    if (connection.ok) return 0
    process.err({ 'no-such-host': 'DNS: ', refused: 'REFUSED\n', timeout: 'TIMEOUT\n', reset: 'OTHER: reset\n' }[connection.why])
    return 1
  }
  if (command === 'pause') {
    process.out('Paused\n')
    yield* untilSignal(process, 'TERM', 'INT')
    return 0
  }
  if (command !== 'netexec' && command !== 'serve-hostname') {
    process.err(`Error: unknown command "${command}" for "app"\nRun 'app --help' for usage.\n`)
    return 1
  }
  const port = command === 'netexec' ? option('http-port', 8080) : option('port', 9376)
  listen(process, port, {
    program: 'agnhost',
    http: (request, peer) => {
      load.add(0.1)
      const path = request.path.split('?')[0] as string
      const query = new Map(
        (request.path.split('?')[1] ?? '').split('&').map((pair) => [pair.split('=')[0] as string, decodeURIComponent(pair.split('=')[1] ?? '')]),
      )
      const text = (body: string, status = 200) =>
        reply(status, { Date: httpDate(process.now()), 'Content-Length': String(byteLength(body)), 'Content-Type': 'text/plain; charset=utf-8' }, body, request)
      if (command === 'serve-hostname' || path === '/hostname' || path === '/hostName') return text(hostname)
      if (path === '/echo') return text(query.get('msg') ?? '')
      if (path === '/clientip') return text(`${peer.ip}:45678`)
      if (path === '/healthz') return text('')
      if (path === '/exit') {
        process.kernel.processes.get(1)?.signal('KILL')
        return 'reset'
      }
      return text(path === '/' ? `NOW: ${new Date(process.now()).toISOString()}` : '404 page not found\n', path === '/' ? 200 : 404)
    },
  })
  process.err(command === 'netexec' ? `Started HTTP server on port ${port}\nStarted UDP server on port  8081\n` : `Serving on port ${port}.\n`)
  yield* untilSignal(process, 'TERM', 'INT')
  return 0
})

export const agnhost = defineImage({
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  tags: (tag) => /^2\.([1-9]|[1-5]\d)(\.\d)?$/.test(tag),
  size: 53_000_000,
  entrypoint: ['/agnhost'],
  cmd: ['pause'],
  base: alpineSystem,
  programs: { '/agnhost': program, '/usr/bin/dig': dig, '/usr/bin/nslookup': bindNslookup, '/usr/bin/host': host, '/usr/bin/curl': curl },
})
