/** nginx and the entry point script of its image. */
import type { HttpRequest, HttpResponse } from '../../network/http.ts'
import type { Source } from '../../network/network.ts'
import { FileError } from '../file-error.ts'
import type { Process, Program, Run } from '../process.ts'
import type { Signal } from '../signal.ts'
import { forSignals, sleep } from '../sleep.ts'
import { machine } from '../system-files.ts'
import { all, ConfigError, type Directive, find, readConfig } from './nginx-config.ts'
import { answer, type Exchange } from './nginx-server.ts'
import { become } from './process-commands.ts'
import { byteLength, defineSteadyProgram } from './program.ts'
import { Load, listen, logTime } from './server.ts'

const configFile = '/etc/nginx/nginx.conf'

const versionOf = (process: Process): string => process.environment.image.definition.version?.(process.environment.image.tag) ?? process.environment.image.tag

export const nginx: Program = defineSteadyProgram('nginx', function* (process, args) {
  const version = versionOf(process)
  const config = args[args.indexOf('-c') + 1] && args.includes('-c') ? (args[args.indexOf('-c') + 1] as string) : configFile
  const emergency = (message: string): number => {
    process.err(`${stamp(process, 'emerg')} ${message}\n`)
    return 1
  }
  if (args.includes('-v') || args.includes('-V')) {
    process.err(`nginx version: nginx/${version}\n`)
    return 0
  }
  const signal = args[args.indexOf('-s') + 1]
  if (args.includes('-s')) return sendSignal(process, signal ?? '')
  let directives: readonly Directive[]
  try {
    directives = readConfig(process, config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (!args.includes('-t')) return emergency(error.message)
    process.err(`nginx: [emerg] ${error.message}\nnginx: configuration file ${config} test failed\n`)
    return 1
  }
  if (args.includes('-t') || args.includes('-T')) {
    process.err(`nginx: the configuration file ${config} syntax is ok\nnginx: configuration file ${config} test is successful\n`)
    if (args.includes('-T')) process.out(`# configuration file ${config}:\n${process.files.read(config)}\n`)
    return 0
  }
  return yield* serve(process, config, directives, version)
})

const stamp = (process: Process, level: string): string => `${timeOf(process.now())} [${level}] ${process.pid}#${process.pid}:`

/** The last time that was written: a start says a dozen lines at one. */
let last = { ms: Number.NaN, text: '' }

function timeOf(ms: number): string {
  if (last.ms !== ms) {
    const time = new Date(ms).toISOString()
    last = { ms, text: `${time.slice(0, 10).replaceAll('-', '/')} ${time.slice(11, 19)}` }
  }
  return last.text
}

function sendSignal(process: Process, name: string): number {
  const signals: Record<string, Signal> = { quit: 'QUIT', stop: 'TERM', reload: 'HUP', reopen: 'USR1' }
  const signal = signals[name]
  if (!signal) {
    process.err(`nginx: invalid option: "-s ${name}"\n`)
    return 1
  }
  const master = [...process.kernel.processes.values()].find((other) => other !== process && /nginx: master/.test(other.argv[0] ?? ''))
  if (!master) {
    process.err(`${stamp(process, 'error')} open() "/run/nginx.pid" failed (2: No such file or directory)\n`)
    return 1
  }
  process.err(`${stamp(process, 'notice')} signal process started\n`)
  master.signal(signal)
  return 0
}

function* serve(process: Process, config: string, first: readonly Directive[], version: string): Run {
  const notice = (text: string): void => process.err(`${stamp(process, 'notice')} ${text}\n`)
  const problem = mayStart(process)
  if (problem) {
    process.err(`${stamp(process, 'emerg')} ${problem}\n`)
    return 1
  }
  const load = new Load(process, 0.6)
  process.memory = 9 << 20
  let directives = first
  const exchange = (port: number): Exchange => ({
    process,
    version,
    port,
    http: find(directives, 'http')?.block ?? [],
    complain: (message) => process.err(`${stamp(process, 'error')} *1 ${message}\n`),
  })
  const handle = (port: number, request: HttpRequest, peer: Source): HttpResponse => {
    load.add(0.2)
    const asked = exchange(port)
    const server = chooseServer(asked.http, port, request)
    const response = server ? answer(asked, server, request, peer) : { status: 404, headers: {}, body: '' }
    logAccess(process, request, response, peer)
    return response
  }
  const open = new Set<number>()
  const openPorts = (): string | undefined => {
    for (const port of ports(find(directives, 'http')?.block ?? [])) {
      if (open.has(port)) continue
      if (!listen(process, port, { program: 'nginx', http: (request, peer) => handle(port, request, peer) }))
        return `bind() to 0.0.0.0:${port} failed (98: Address already in use)`
      open.add(port)
    }
    return undefined
  }
  const taken = openPorts()
  if (taken) {
    for (let i = 0; i < 5; i++) {
      process.err(`${stamp(process, 'emerg')} ${taken}\n`)
      yield* sleep(process, 500)
    }
    process.err(`${stamp(process, 'emerg')} still could not bind()\n`)
    return 1
  }
  process.argv = ['nginx: master process nginx -g daemon off;']
  for (const text of [
    `using the "epoll" event method`,
    `nginx/${version}`,
    'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
    `OS: Linux ${machine.kernel}`,
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
  ])
    notice(text)
  startWorkers(process, notice)
  return yield* untilEnd(process, notice, () => {
    notice('signal 1 (SIGHUP) received from 30, reconfiguring')
    notice('reconfiguring')
    try {
      directives = readConfig(process, config)
      openPorts()
      startWorkers(process, notice)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      process.err(`${stamp(process, 'emerg')} ${error.message}\n`)
    }
  })
}

function startWorkers(process: Process, notice: (text: string) => void): void {
  for (let i = 0; i < machine.cpus; i++) {
    const worker = process.kernel.spawn({
      parent: process,
      argv: ['nginx: worker process'],
      env: process.env,
      cwd: '/',
      uid: process.uid === 0 ? 101 : process.uid,
      descriptors: new Map(),
      code: untilKilled,
    })
    worker.memory = 1 << 20
    notice(`start worker process ${worker.pid}`)
  }
}

function* untilKilled(): Run {
  for (;;) yield forSignals
}

function* untilEnd(process: Process, notice: (text: string) => void, reload: () => void): Run {
  const received: Signal[] = []
  for (const signal of ['TERM', 'INT', 'QUIT', 'HUP'] as const) process.handlers.set(signal, () => void received.push(signal))
  for (;;) {
    const signal = received.shift()
    if (signal === 'HUP') {
      for (const worker of [...process.children]) worker.signal('KILL')
      reload()
    } else if (signal !== undefined) {
      const numbers = { TERM: '15 (SIGTERM)', INT: '2 (SIGINT)', QUIT: '3 (SIGQUIT)' } as const
      notice(`signal ${numbers[signal as 'TERM']} received${signal === 'QUIT' ? ', shutting down' : ', exiting'}`)
      for (const worker of [...process.children]) {
        notice(signal === 'QUIT' ? 'gracefully shutting down' : 'exiting')
        worker.signal('KILL')
      }
      notice('exit')
      return 0
    } else yield forSignals
  }
}

/** Without root, nginx needs folders that only root can make; the unprivileged image has them elsewhere. */
function mayStart(process: Process): string | undefined {
  const cache = '/var/cache/nginx'
  try {
    if (process.files.find(cache))
      for (const name of ['client_temp', 'proxy_temp']) if (!process.files.find(`${cache}/${name}`)) process.files.makeFolder(`${cache}/${name}`, process)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return `mkdir() "${cache}/client_temp" failed (${error.code === 'EROFS' ? 30 : 13}: ${error.message})`
  }
  const pid = '/run/nginx.pid'
  try {
    process.files.write(pid, `${process.pid}\n`, { who: process })
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return `open() "${pid}" failed (${error.code === 'EROFS' ? 30 : 13}: ${error.message})`
  }
  return undefined
}

const portsOf = (server: Directive): number[] => {
  const listens = all(server.block, 'listen').map(({ args }) => args[0] as string)
  return (listens.length > 0 ? listens : ['80'])
    .filter((each) => !each.startsWith('['))
    .map((each) => Number(/(\d+)$/.exec(each.replace(/^.*:/, ''))?.[1] ?? 80))
}

const ports = (http: readonly Directive[]): readonly number[] => [...new Set(all(http, 'server').flatMap(portsOf))]

function chooseServer(http: readonly Directive[], port: number, request: HttpRequest): Directive | undefined {
  const servers = all(http, 'server').filter((server) => portsOf(server).includes(port))
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const named = servers.find((server) => all(server.block, 'server_name').some(({ args }) => args.includes(host)))
  return named ?? servers.find((server) => all(server.block, 'listen').some(({ args }) => args.includes('default_server'))) ?? servers[0]
}

function logAccess(process: Process, request: HttpRequest, response: HttpResponse, peer: Source): void {
  const { headers } = request
  process.out(
    `${peer.ip} - - [${logTime(process.now())}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${byteLength(response.body)} "${headers.referer ?? '-'}" "${headers['user-agent'] ?? '-'}" "${headers['x-forwarded-for'] ?? '-'}"\n`,
  )
}

/** /docker-entrypoint.sh of the nginx image. */
export const nginxEntrypoint: Program = defineSteadyProgram('docker-entrypoint.sh', function* (process, args) {
  const folder = '/docker-entrypoint.d'
  const say = (text: string): void => {
    if (!process.env.get('NGINX_ENTRYPOINT_QUIET_LOGS')) process.out(`${text}\n`)
  }
  if (args[0] === 'nginx' || args[0] === 'nginx-debug') {
    const names = process.files.find(folder) ? process.files.list(folder) : []
    if (names.length > 0) {
      say(`/docker-entrypoint.sh: ${folder}/ is not empty, will attempt to perform configuration`)
      say(`/docker-entrypoint.sh: Looking for shell scripts in ${folder}/`)
      say(`/docker-entrypoint.sh: Launching ${folder}/10-listen-on-ipv6-by-default.sh`)
      const file = '/etc/nginx/conf.d/default.conf'
      if (!process.files.find(file)) say(`10-listen-on-ipv6-by-default.sh: info: /etc/nginx/conf.d/default.conf is not a file or does not exist`)
      else {
        try {
          process.files.write(file, '', { who: process, append: true })
          say('10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf')
          say('10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf')
        } catch {
          say('10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)')
        }
      }
      for (const script of ['15-local-resolvers.envsh', '20-envsubst-on-templates.sh', '30-tune-worker-processes.sh'])
        say(`/docker-entrypoint.sh: ${script.endsWith('.envsh') ? 'Sourcing' : 'Launching'} ${folder}/${script}`)
      templates(process, say)
      say('/docker-entrypoint.sh: Configuration complete; ready for start up')
    }
  }
  return yield* become(process, args, '/docker-entrypoint.sh')
})

/** What envsubst does with /etc/nginx/templates. */
function templates(process: Process, say: (text: string) => void): void {
  const folder = '/etc/nginx/templates'
  if (process.files.find(folder)?.kind !== 'folder') return
  for (const name of process.files.list(folder).filter((each) => each.endsWith('.template'))) {
    const target = `/etc/nginx/conf.d/${name.slice(0, -'.template'.length)}`
    say(`20-envsubst-on-templates.sh: Running envsubst on ${folder}/${name} to ${target}`)
    process.files.write(
      target,
      process.files.read(`${folder}/${name}`).replace(/\$\{(\w+)\}|\$(\w+)/g, (whole, a?: string, b?: string) => process.env.get((a ?? b) as string) ?? whole),
    )
  }
}
