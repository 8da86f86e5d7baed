/** etcd as a store of one's own, and etcdctl. The cluster's own etcd is elsewhere: here a program keeps keys in its data folder. */
import { absolute } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { nap } from '../sleep.ts'
import { defineProgram } from './program.ts'
import { Load, listen, untilSignal } from './server.ts'

const versionOf = ({ environment: { image } }: Process): string => (image.definition.version?.(image.tag) ?? image.tag).replace(/^v/, '').replace(/-\d+$/, '')

const flag = (args: readonly string[], name: string): string | undefined => {
  const at = args.findIndex((arg) => arg.replace(/^--?/, '').split('=')[0] === name)
  return at < 0 ? undefined : (args[at]?.split(/=(.*)/s)[1] ?? args[at + 1])
}

interface Entry {
  readonly value: string
  readonly version: number
}

interface Question {
  readonly verb: 'put' | 'get' | 'del' | 'status'
  readonly key?: string
  readonly value?: string
  /** `--prefix`, `--from-key`. */
  readonly prefix?: boolean
}

interface Reply {
  readonly found: readonly (readonly [key: string, value: string])[]
  readonly revision: number
  readonly size: number
  readonly version: string
}

/** Serves plain text on its client address. */
export function* etcdServer(process: Process, args: readonly string[]) {
  const setting = (name: string): string | undefined => flag(args, name) ?? process.env.get(`ETCD_${name.toUpperCase().replaceAll('-', '_')}`)
  const urls = setting('listen-client-urls') ?? 'http://localhost:2379'
  const port = Number(/:(\d+)/.exec(urls.replace(/^\w+:\/\//, ''))?.[1] ?? 2379)
  const loopback = !/0\.0\.0\.0|\[::\]/.test(urls) && !urls.includes(process.environment.source.ip)
  const say = (caller: string, msg: string, more: object = {}, level = 'info'): void =>
    process.err(`${JSON.stringify({ level, ts: new Date(process.now()).toISOString(), caller, msg, ...more })}\n`)
  if (setting('listen-client-urls') !== undefined && setting('advertise-client-urls') === undefined) {
    say('etcdmain/etcd.go:76', 'failed to verify flags', { error: '--advertise-client-urls is required when --listen-client-urls is set explicitly' }, 'fatal')
    return 1
  }
  const file = absolute('member/snap/db', absolute(setting('data-dir') ?? `${setting('name') ?? 'default'}.etcd`, process.cwd))
  const kept = process.files.find(file)
    ? (JSON.parse(process.files.read(file)) as { revision: number; entries: [string, Entry][] })
    : { revision: 1, entries: [] }
  const entries = new Map(kept.entries)
  let { revision } = kept
  const load = new Load(process, 3)
  process.memory = 22 << 20
  say('etcdmain/etcd.go:64', 'Running: ', { args: process.argv })
  say('etcdserver/server.go:873', 'starting etcd server', { 'etcd-version': versionOf(process) })
  const answer = ({ verb, key = '', value = '', prefix }: Question): Reply => {
    const hits = [...entries.keys()].filter((each) => (prefix ? each.startsWith(key) : each === key)).sort()
    const found = hits.map((each) => [each, entries.get(each)?.value ?? ''] as const)
    if (verb === 'put') entries.set(key, { value, version: (entries.get(key)?.version ?? 0) + 1 })
    if (verb === 'del') for (const each of hits) entries.delete(each)
    if (verb === 'put' || (verb === 'del' && hits.length > 0)) {
      revision++
      process.files.makeFolders(absolute('..', file), process)
      process.files.write(file, JSON.stringify({ revision, entries: [...entries] }), { who: process, mode: 0o600 })
    }
    return { found: verb === 'status' ? [] : found, revision, size: 20_480, version: versionOf(process) }
  }
  const opened = listen(process, port, {
    program: 'etcd',
    ...(loopback ? { loopback } : {}),
    http: (request) =>
      request.path === '/health'
        ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"health":"true","reason":""}' }
        : request.path === '/version'
          ? {
              status: 200,
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ etcdserver: versionOf(process), etcdcluster: `${versionOf(process).split('.').slice(0, 2).join('.')}.0` }),
            }
          : { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' },
    text: (input) => {
      const end = input.lastIndexOf('\n')
      if (end < 0 || !input.startsWith('{')) return { output: '', taken: 0 }
      load.add(0.2)
      return { output: `${JSON.stringify(answer(JSON.parse(input.slice(0, end)) as Question))}\n`, taken: input.length }
    },
  })
  if (!opened) {
    say('etcdmain/etcd.go:204', 'discovery failed', { error: `listen tcp 127.0.0.1:${port}: bind: address already in use` }, 'fatal')
    return 1
  }
  say('etcdserver/server.go:2409', 'setting up initial cluster version using v3 API')
  say('embed/serve.go:210', 'serving client traffic insecurely; this is strongly discouraged!', {
    traffic: 'grpc+http',
    address: `${loopback ? '127.0.0.1' : '[::]'}:${port}`,
  })
  const signal = yield* untilSignal(process, 'TERM', 'INT')
  say('osutil/interrupt_unix.go:65', 'received signal; shutting down', { signal: signal === 'TERM' ? 'terminated' : 'interrupt' })
  say('embed/etcd.go:426', 'closed etcd server', { name: setting('name') ?? 'default' })
  return 0
}

export const etcd: Program = defineProgram('etcd', function* (process, args) {
  if (args.includes('--version')) {
    process.out(`etcd Version: ${versionOf(process)}\nGit SHA: a17edfd5\nGo Version: go1.24.7\nGo OS/Arch: linux/amd64\n`)
    return 0
  }
  return yield* etcdServer(process, args)
})

export const etcdctl: Program = defineProgram('etcdctl', function* (process, args) {
  const operands = args.filter(
    (arg, i) => !arg.startsWith('-') && !/^--(endpoints|user|write-out|cacert|cert|key|command-timeout)$|^-w$/.test(args[i - 1] ?? ''),
  )
  const [verb, key, value] = operands
  const endpoint = flag(args, 'endpoints') ?? process.env.get('ETCDCTL_ENDPOINTS') ?? '127.0.0.1:2379'
  if (verb === undefined || verb === 'version') {
    process.out(
      verb === undefined
        ? 'NAME:\n\tetcdctl - A simple command line client for etcd3.\n'
        : `etcdctl version: ${versionOf(process)}\nAPI version: ${versionOf(process).split('.').slice(0, 2).join('.')}\n`,
    )
    return 0
  }
  if (!/^(put|get|del|endpoint|member)$/.test(verb)) {
    process.err(`etcdctl: ktutor does not simulate "etcdctl ${verb}": put, get, del, endpoint, member are\n`)
    return 128
  }
  const [host = '', port = '2379'] = endpoint.replace(/^https?:\/\//, '').split(':')
  const { network, source } = process.environment
  const connection = network.connect(source, host, Number(port))
  const started = process.now()
  yield* nap(process, Math.min(5, connection.seconds) * 1000)
  if (!connection.ok || connection.listener.tls || !connection.listener.text) {
    yield* nap(process, Math.max(0, started + 5000 - process.now()))
    const json = {
      level: 'warn',
      ts: new Date(process.now()).toISOString(),
      logger: 'etcd-client',
      caller: 'v3@v3.6.5/retry_interceptor.go:65',
      msg: 'retrying of unary invoker failed',
      error: 'rpc error: code = DeadlineExceeded desc = latest balancer error: connection error',
    }
    process.err(
      `${JSON.stringify(json)}\n${verb === 'endpoint' ? `${endpoint} is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster` : 'Error: context deadline exceeded'}\n`,
    )
    return 1
  }
  const ask = (question: Question): Reply => {
    if (question.verb === 'put' || question.verb === 'del') process.changes()
    return JSON.parse(network.exchange(connection, `${JSON.stringify(question)}\n`).output) as Reply
  }
  return run(process, args, { verb, key, value, endpoint }, ask)
})

function run(
  process: Process,
  args: readonly string[],
  { verb, key, value, endpoint }: { verb: string; key: string | undefined; value: string | undefined; endpoint: string },
  ask: (question: Question) => Reply,
): number {
  const prefix = args.includes('--prefix') || args.includes('--from-key')
  const table = flag(args, 'write-out') === 'table' || flag(args, 'w') === 'table'
  switch (verb) {
    case 'put':
      if (key === undefined || value === undefined) {
        process.err('Error: put command needs 1 argument and input from stdin or 2 arguments\n')
        return 128
      }
      ask({ verb, key, value })
      process.out('OK\n')
      return 0
    case 'get': {
      const { found } = ask({ verb, key: key ?? '', prefix })
      for (const [name, text] of found)
        process.out(args.includes('--keys-only') ? `${name}\n\n` : args.includes('--print-value-only') ? `${text}\n` : `${name}\n${text}\n`)
      return 0
    }
    case 'del':
      process.out(`${ask({ verb, key: key ?? '', prefix }).found.length}\n`)
      return 0
    case 'member':
      process.out('8e9e05c52164694d, started, default, http://localhost:2380, http://localhost:2379, false\n')
      return 0
    default: {
      const { revision, version } = ask({ verb: 'status' })
      if (key === 'health') process.out(`${endpoint} is healthy: successfully committed proposal: took = 1.914ms\n`)
      else if (table)
        process.out(
          `+----------------+------------------+---------+---------+-----------+\n|    ENDPOINT    |        ID        | VERSION | DB SIZE | IS LEADER |\n+----------------+------------------+---------+---------+-----------+\n| ${endpoint.padEnd(14)} | 8e9e05c52164694d | ${version.padStart(7)} |   20 kB |      true |\n+----------------+------------------+---------+---------+-----------+\n`,
        )
      else process.out(`${endpoint}, 8e9e05c52164694d, ${version}, 20 kB, true, false, 2, ${revision + 3}, ${revision + 3}, \n`)
      return 0
    }
  }
}
