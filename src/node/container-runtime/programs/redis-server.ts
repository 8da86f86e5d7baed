/** redis-server: strings, counters, lists and hashes in memory, and the text form of its protocol. */
import type { Process, Program } from '../process.ts'
import { defineProgram } from './program.ts'
import { Load, listen, untilSignal } from './server.ts'

type Value = string | string[] | Map<string, string>

/** A reply as redis-cli tells it apart. */
export type Reply =
  | { readonly kind: 'simple' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] }

const ok: Reply = { kind: 'simple', text: 'OK' }
const nil: Reply = { kind: 'nil' }
const bulk = (text: string | undefined): Reply => (text === undefined ? nil : { kind: 'bulk', text })
const integer = (value: number): Reply => ({ kind: 'integer', value })
const array = (items: readonly string[]): Reply => ({ kind: 'array', items: items.map(bulk) })
const error = (text: string): Reply => ({ kind: 'error', text })

class Database {
  readonly #data = new Map<string, Value>()
  readonly #expiry = new Map<string, number>()
  commands = 0

  constructor(
    private readonly process: Process,
    readonly password: string | undefined,
  ) {}

  run(words: readonly string[]): Reply {
    const [name = '', ...args] = words
    const command = commands[name.toUpperCase()]
    this.commands++
    if (!command) return error(`ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`)
    if (args.length < command.least) return error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`)
    return command.run(this, args)
  }

  get(key: string): Value | undefined {
    const at = this.#expiry.get(key)
    if (at !== undefined && at <= this.process.now()) this.delete(key)
    return this.#data.get(key)
  }

  set(key: string, value: Value): void {
    this.#data.set(key, value)
  }

  delete(key: string): boolean {
    this.#expiry.delete(key)
    return this.#data.delete(key)
  }

  expire(key: string, seconds: number): boolean {
    if (!this.#data.has(key)) return false
    this.#expiry.set(key, this.process.now() + seconds * 1000)
    return true
  }

  timeToLive(key: string): number {
    if (this.get(key) === undefined) return -2
    const at = this.#expiry.get(key)
    return at === undefined ? -1 : Math.ceil((at - this.process.now()) / 1000)
  }

  keys(): string[] {
    return [...this.#data.keys()].filter((key) => this.get(key) !== undefined)
  }

  clear(): void {
    this.#data.clear()
  }

  info(): string {
    const { definition, tag } = this.process.environment.image
    const up = Math.floor((this.process.now() - this.process.startedAt) / 1000)
    return `# Server\r\nredis_version:${definition.version?.(tag)}\r\nredis_mode:standalone\r\ntcp_port:6379\r\nuptime_in_seconds:${up}\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# Keyspace\r\n${this.keys().length > 0 ? `db0:keys=${this.keys().length},expires=0,avg_ttl=0\r\n` : ''}`
  }
}

interface Command {
  readonly least: number
  run(database: Database, args: readonly string[]): Reply
}

const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value')

const addTo = (database: Database, key: string, amount: number): Reply => {
  const value = database.get(key) ?? '0'
  if (typeof value !== 'string') return wrongType
  if (!/^-?\d+$/.test(value)) return error('ERR value is not an integer or out of range')
  database.set(key, String(Number(value) + amount))
  return integer(Number(value) + amount)
}

const push = (database: Database, key: string, values: readonly string[], front: boolean): Reply => {
  const list = database.get(key) ?? []
  if (!Array.isArray(list)) return wrongType
  const next = front ? [...[...values].reverse(), ...list] : [...list, ...values]
  database.set(key, next)
  return integer(next.length)
}

const hash = (database: Database, key: string): Map<string, string> | undefined => {
  const value = database.get(key) ?? new Map<string, string>()
  return value instanceof Map ? value : undefined
}

const commands: Record<string, Command> = {
  PING: { least: 0, run: (_, args) => (args[0] === undefined ? { kind: 'simple', text: 'PONG' } : bulk(args[0])) },
  ECHO: { least: 1, run: (_, args) => bulk(args[0]) },
  AUTH: {
    least: 1,
    run: (database, args) =>
      database.password === undefined
        ? error('ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?')
        : args.at(-1) === database.password
          ? ok
          : error('WRONGPASS invalid username-password pair or user is disabled.'),
  },
  SELECT: { least: 1, run: () => ok },
  SET: {
    least: 2,
    run: (database, [key = '', value = '', ...options]) => {
      const upper = options.map((option) => option.toUpperCase())
      if (upper.includes('NX') && database.get(key) !== undefined) return nil
      database.delete(key)
      database.set(key, value)
      if (upper.includes('EX')) database.expire(key, Number(options[upper.indexOf('EX') + 1]))
      return ok
    },
  },
  GET: {
    least: 1,
    run: (database, [key = '']) => {
      const value = database.get(key)
      return value === undefined || typeof value === 'string' ? bulk(value) : wrongType
    },
  },
  MGET: { least: 1, run: (database, keys) => ({ kind: 'array', items: keys.map((key) => bulk(database.get(key) as string | undefined)) }) },
  DEL: { least: 1, run: (database, keys) => integer(keys.filter((key) => database.delete(key)).length) },
  EXISTS: { least: 1, run: (database, keys) => integer(keys.filter((key) => database.get(key) !== undefined).length) },
  INCR: { least: 1, run: (database, [key = '']) => addTo(database, key, 1) },
  DECR: { least: 1, run: (database, [key = '']) => addTo(database, key, -1) },
  INCRBY: { least: 2, run: (database, [key = '', by]) => addTo(database, key, Number(by)) },
  APPEND: {
    least: 2,
    run: (database, [key = '', text = '']) => {
      const value = `${(database.get(key) as string | undefined) ?? ''}${text}`
      database.set(key, value)
      return integer(value.length)
    },
  },
  EXPIRE: { least: 2, run: (database, [key = '', seconds]) => integer(database.expire(key, Number(seconds)) ? 1 : 0) },
  TTL: { least: 1, run: (database, [key = '']) => integer(database.timeToLive(key)) },
  KEYS: {
    least: 1,
    run: (database, [pattern = '*']) => {
      const source = pattern
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')
      return array(database.keys().filter((key) => new RegExp(`^${source}$`).test(key)))
    },
  },
  DBSIZE: { least: 0, run: (database) => integer(database.keys().length) },
  FLUSHALL: {
    least: 0,
    run: (database) => {
      database.clear()
      return ok
    },
  },
  FLUSHDB: {
    least: 0,
    run: (database) => {
      database.clear()
      return ok
    },
  },
  TYPE: {
    least: 1,
    run: (database, [key = '']) => {
      const value = database.get(key)
      return { kind: 'simple', text: value === undefined ? 'none' : typeof value === 'string' ? 'string' : Array.isArray(value) ? 'list' : 'hash' }
    },
  },
  LPUSH: { least: 2, run: (database, [key = '', ...values]) => push(database, key, values, true) },
  RPUSH: { least: 2, run: (database, [key = '', ...values]) => push(database, key, values, false) },
  LRANGE: {
    least: 3,
    run: (database, [key = '', from, to]) => {
      const list = database.get(key) ?? []
      if (!Array.isArray(list)) return wrongType
      const index = (text: string | undefined): number => (Number(text) < 0 ? list.length + Number(text) : Number(text))
      return array(list.slice(index(from), index(to) + 1))
    },
  },
  LLEN: { least: 1, run: (database, [key = '']) => integer(((database.get(key) as string[] | undefined) ?? []).length) },
  LPOP: {
    least: 1,
    run: (database, [key = '']) => {
      const list = database.get(key)
      if (!Array.isArray(list)) return list === undefined ? nil : wrongType
      const [first, ...rest] = list
      if (rest.length === 0) database.delete(key)
      else database.set(key, rest)
      return bulk(first)
    },
  },
  HSET: {
    least: 3,
    run: (database, [key = '', ...pairs]) => {
      const map = hash(database, key)
      if (!map) return wrongType
      const before = map.size
      for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i] as string, pairs[i + 1] as string)
      database.set(key, map)
      return integer(map.size - before)
    },
  },
  HGET: { least: 2, run: (database, [key = '', field = '']) => bulk(hash(database, key)?.get(field)) },
  HGETALL: { least: 1, run: (database, [key = '']) => array([...(hash(database, key) ?? new Map<string, string>())].flat()) },
  INFO: { least: 0, run: (database) => bulk(database.info()) },
  SHUTDOWN: { least: 0, run: () => ok },
  CONFIG: { least: 1, run: (_, args) => (args[0]?.toUpperCase() === 'GET' ? array(args[1] === 'maxmemory' ? ['maxmemory', '0'] : []) : ok) },
}

/** The reply as it stands on the wire (RESP). */
export function wireText(reply: Reply): string {
  switch (reply.kind) {
    case 'simple':
      return `+${reply.text}\r\n`
    case 'error':
      return `-${reply.text}\r\n`
    case 'integer':
      return `:${reply.value}\r\n`
    case 'nil':
      return '$-1\r\n'
    case 'bulk':
      return `$${new TextEncoder().encode(reply.text).length}\r\n${reply.text}\r\n`
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map(wireText).join('')}`
  }
}

/** Reads what wireText wrote. */
export function readReply(text: string): Reply {
  let at = 0
  const line = (): string => {
    const end = text.indexOf('\r\n', at)
    const found = text.slice(at, end)
    at = end + 2
    return found
  }
  const read = (): Reply => {
    const head = line()
    const rest = head.slice(1)
    if (head.startsWith('+')) return { kind: 'simple', text: rest }
    if (head.startsWith('-')) return { kind: 'error', text: rest }
    if (head.startsWith(':')) return integer(Number(rest))
    if (head.startsWith('*')) return { kind: 'array', items: Array.from({ length: Number(rest) }, read) }
    if (rest === '-1') return nil
    let content = ''
    while (new TextEncoder().encode(content).length < Number(rest)) content += text[at++]
    at += 2
    return bulk(content)
  }
  return read()
}

export const splitWords = (line: string): string[] => (line.match(/"(?:\\.|[^"])*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'))

export const redisServer: Program = defineProgram('redis-server', function* (process, args) {
  const option = (name: string): string | undefined => {
    const at = args.indexOf(`--${name}`)
    return at >= 0 ? args[at + 1] : configured(process, args, name)
  }
  const port = Number(option('port') ?? 6379)
  const database = new Database(process, option('requirepass') || undefined)
  const { definition, tag } = process.environment.image
  const version = definition.version?.(tag)
  const say = (mark: string, text: string, role = 'M'): void => {
    const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(new Date(process.now()).toUTCString()) ?? []
    process.out(`${process.pid}:${role} ${day} ${month} ${year} ${new Date(process.now()).toISOString().slice(11, 23)} ${mark} ${text}\n`)
  }
  say('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C')
  say('*', `Redis version=${version}, bits=64, commit=00000000, modified=1, pid=${process.pid}, just started`, 'C')
  if (args.length === 0)
    say('#', 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf', 'C')
  else say('*', 'Configuration loaded', 'C')
  say('*', 'monotonic clock: POSIX clock_gettime')
  const load = new Load(process, 2)
  process.memory = 8 << 20
  const authenticated = new Set<string>()
  const opened = listen(process, port, {
    program: 'redis-server',
    text: (input, peer) => {
      const end = input.lastIndexOf('\n')
      if (end < 0) return { output: '', taken: 0 }
      let output = ''
      for (const line of input.slice(0, end).split(/\r?\n/)) {
        const words = splitWords(line)
        if (words.length === 0) continue
        load.add(0.05)
        const reply =
          database.password !== undefined && !authenticated.has(peer.ip) && words[0]?.toUpperCase() !== 'AUTH'
            ? error('NOAUTH Authentication required.')
            : database.run(words)
        if (words[0]?.toUpperCase() === 'AUTH' && reply.kind === 'simple') authenticated.add(peer.ip)
        output += wireText(reply)
      }
      return { output, taken: end + 1 }
    },
  })
  if (!opened) {
    say('#', `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`)
    say('#', 'Failed listening on port 6379 (tcp), aborting.')
    return 1
  }
  say('*', `Running mode=standalone, port=${port}.`)
  say('*', 'Server initialized')
  say('*', 'Ready to accept connections tcp')
  const signal = yield* untilSignal(process, 'TERM', 'INT')
  if (signal === 'TERM') process.out(`${process.pid}:signal-handler (${Math.floor(process.now() / 1000)}) Received SIGTERM scheduling shutdown...\n`)
  say('*', 'User requested shutdown...')
  say('*', 'Saving the final RDB snapshot before exiting.')
  say('*', 'DB saved on disk')
  say('#', 'Redis is now ready to exit, bye bye...')
  return 0
})

/** A setting of the config file that was named as the first argument. */
function configured(process: Process, args: readonly string[], name: string): string | undefined {
  const file = args[0]
  if (file === undefined || file.startsWith('-') || !process.files.find(process.path(file))) return undefined
  const line = process.files
    .read(process.path(file))
    .split('\n')
    .find((each) => each.trim().startsWith(`${name} `))
  return line?.trim().slice(name.length + 1)
}
