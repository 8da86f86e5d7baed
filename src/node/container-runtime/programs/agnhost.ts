/** Kubernetes' own test server: many small programs in one, of which documentation uses these. The rest says that it is left out. */
import type { HttpResponse } from '../../network/http.ts'
import type { Process, Program, Run } from '../process.ts'
import { nap } from '../sleep.ts'
import { defineSteadyProgram } from './program.ts'
import { listen, untilSignal } from './server.ts'
import { goLog, goNotFound, goReply, peerPort, type Running, type WebRequest, webServer } from './web.ts'

const option = (args: readonly string[], name: string): string | undefined => {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  return at < 0 ? undefined : (args[at]?.split(/=(.*)/s)[1] ?? args[at + 1])
}

const goTime = (ms: number): string => `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '000000')} +0000 UTC m=+0.000000001`

function netexecAnswer(request: WebRequest, running: Running): HttpResponse | 'reset' {
  const { process, hostname } = running
  const { plain, query, peer } = request
  const text = (body: string, status = 200): HttpResponse => goReply(running, request, body, { status, type: 'text/plain; charset=utf-8' })
  goLog(process, `GET ${request.path}`)
  switch (plain) {
    case '/':
      return text(`NOW: ${goTime(process.now())}`)
    case '/hostname':
    case '/hostName':
      return text(hostname)
    case '/clientip':
      return text(`${peer.ip}:${peerPort(running)}`)
    case '/echo':
      return text(query.get('msg') ?? '', Number(query.get('code') ?? 200) || 200)
    case '/healthz':
      return text('')
    case '/redirect':
      return goReply(running, request, '', { status: Number(query.get('code') ?? 302), headers: { Location: query.get('location') ?? '/' } })
    case '/dial':
      return text(dial(process, query))
    case '/exit':
    case '/shutdown':
      process.end(Number(query.get('code') ?? 0))
      return 'reset'
    case '/shell':
    case '/upload':
      return text(`ktutor does not simulate ${plain} of agnhost: the real one has it\n`, 501)
    default:
      return goNotFound(running, request)
  }
}

/** Asks another server so many times, and lists what came back. */
function dial(process: Process, query: ReadonlyMap<string, string>): string {
  const [host, port, path] = ['host', 'port', 'request'].map((name) => query.get(name) ?? '')
  if (!path) return 'request parameter not specified. <nil>\n'
  const found: { responses?: string[]; errors?: string[] } = {}
  for (let i = 0; i < Math.min(100, Number(query.get('tries') ?? 1)); i++) {
    const { network, source } = process.environment
    const answer = network.http(source, { url: `http://${host}:${port}/${path.replace(/^\//, '')}`, timeout: 5 })
    if (answer.ok) found.responses = [...(found.responses ?? []), answer.body]
    else
      found.errors = [
        ...(found.errors ?? []),
        `Get "http://${host}:${port}/${path}": dial tcp ${host}:${port}: connect: ${answer.why === 'timeout' ? 'i/o timeout' : 'connection refused'}`,
      ]
  }
  return JSON.stringify(found)
}

const netexec: Program = webServer({
  name: 'agnhost',
  port: ({ args }) => Number(option(args, 'http-port') ?? 8080),
  memory: 6,
  cost: 0.1,
  ready({ process, args, port, hostname }) {
    goLog(process, `Started HTTP server on port ${port}`)
    const udp = Number(option(args, 'udp-port') ?? 8081)
    if (udp < 0) return
    goLog(process, `Started UDP server on port  ${udp}`)
    const answer = (text: string, ip: string): string =>
      text === 'hostname' ? hostname : text === 'clientip' ? ip : text.startsWith('echo ') ? text.slice(5) : ''
    listen(process, udp, { program: 'agnhost', text: (input, peer) => ({ output: answer(input.trim(), peer.ip), taken: input.length }) }, 'UDP')
  },
  answer: netexecAnswer,
})

const serveHostname: Program = webServer({
  name: 'agnhost',
  port: ({ args }) => Number(option(args, 'port') ?? 9376),
  memory: 6,
  cost: 0.1,
  ready: ({ process, port }) => goLog(process, `Serving on port ${port}.`),
  answer: (request, running) => goReply(running, request, running.hostname),
})

/** Healthy for ten seconds: what liveness probes are shown with. */
const liveness: Program = webServer({
  name: 'agnhost',
  port: 8080,
  memory: 6,
  cost: 0.1,
  answer(request, running) {
    const { process } = running
    const seconds = (process.now() - process.startedAt) / 1000
    if (request.plain === '/started') return goReply(running, request, `${seconds}s`)
    if (request.plain !== '/healthz') return goNotFound(running, request)
    return seconds > 10 ? goReply(running, request, `error: ${seconds}`, { status: 500 }) : goReply(running, request, 'ok')
  },
  ends: 'go',
})

function* connect(process: Process, args: readonly string[]): Run {
  const [host = '', port = '80'] = (args.find((arg, i) => !arg.startsWith('-') && !/^--(timeout|protocol)$/.test(args[i - 1] ?? '')) ?? '').split(':')
  const { network, source } = process.environment
  const connection = network.connect(source, host, Number(port), option(args, 'protocol') === 'udp' ? 'UDP' : 'TCP')
  const limit = Number.parseFloat(option(args, 'timeout') ?? '60')
  yield* nap(process, Math.min(limit, connection.seconds) * 1000)
  if (connection.ok) return 0
  process.err({ 'no-such-host': 'DNS: ', refused: 'REFUSED\n', timeout: 'TIMEOUT\n', reset: 'OTHER: reset\n' }[connection.why])
  return 1
}

/** Lines like those of a web server, so many, over so long. */
function* logsGenerator(process: Process, args: readonly string[]): Run {
  const total = Number(option(args, 'log-lines-total') ?? 1)
  const [, amount = '1', unit = 's'] = /^([\d.]+)(ms|s|m|h)?/.exec(option(args, 'run-duration') ?? '1s') ?? []
  const ms = Number(amount) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? 1000)
  const { random } = process.environment
  const one = (words: readonly string[]): string => words[Math.floor(random.between(0, words.length))] as string
  for (let i = 0; i < total; i++) {
    const time = new Date(process.now()).toISOString()
    process.err(
      `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 logs_generator.go:76] ${i} ${one(['GET', 'PUT', 'POST'])} /api/v1/namespaces/${one(['ns', 'default', 'kube-system'])}/pods/${random.hex(4)} ${Math.floor(random.between(200, 600))}\n`,
    )
    yield* nap(process, ms / total)
  }
  return 0
}

const commands: Readonly<Record<string, (process: Process, args: readonly string[]) => Run>> = {
  netexec: netexec.run,
  'serve-hostname': serveHostname.run,
  liveness: liveness.run,
  connect,
  'logs-generator': logsGenerator,
  *pause(process) {
    process.out('Paused\n')
    yield* untilSignal(process, 'TERM', 'INT')
    return 0
  },
}

/** Those that only say something: and what. */
const sayings: Readonly<Record<string, (process: Process, args: readonly string[]) => string>> = {
  'dns-suffix': ({ environment: { source } }) => (source.dns?.searches ?? []).join(','),
  'dns-server-list': ({ environment: { source } }) => (source.dns?.nameservers ?? []).join(','),
  'etc-hosts': ({ files }) => files.read('/etc/hosts'),
  'entrypoint-tester': (_, args) => `[${['/agnhost', 'entrypoint-tester', ...args].join(' ')}]\n`,
  help: () => 'Usage:\n  app [command]\n',
}

const others =
  'audit-proxy crd-conversion-webhook fake-gitserver grpc-health-checking guestbook inclusterclient mounttest mtlsclient mtlsserver net nettest no-snat-test no-snat-test-proxy openidmetadata port-forward-tester porter resource-consumer-controller tcp-reset test-webserver webhook'.split(
    ' ',
  )

export const agnhost: Program = defineSteadyProgram('agnhost', function* (process, args) {
  const [command = 'help', ...rest] = args
  process.memory = 6 << 20
  const run = commands[command]
  if (run) return yield* run(process, rest)
  const saying = sayings[command]
  if (saying) {
    process.out(saying(process, rest))
    return 0
  }
  process.err(
    others.includes(command)
      ? `agnhost: ktutor does not simulate "agnhost ${command}": the real one has it\n`
      : `Error: unknown command "${command}" for "app"\nRun 'app --help' for usage.\n`,
  )
  return 1
})
