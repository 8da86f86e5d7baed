/** What redis-server keeps, and the commands that it understands. */
import type { Process } from '../process.ts'
import { collectionCommands } from './redis-collections.ts'
import type { Configuration } from './redis-configuration.ts'
import { array, bulk, error, integer, nil, ok, type Reply } from './redis-protocol.ts'

export type Value = string | string[] | Map<string, string> | Set<string>

export class Database {
  readonly #data = new Map<string, Value>()
  readonly #expiry = new Map<string, number>()
  commands = 0

  /** Set while it follows another server: its clients may only read. */
  role: () => string = () => 'role:master\r\nconnected_slaves:0\r\n'

  constructor(
    private readonly process: Process,
    readonly configuration: Configuration,
  ) {}

  get password(): string | undefined {
    return this.configuration.get('requirepass') || undefined
  }

  /** All of it as text, and back: what lies in dump.rdb, and what a replica begins with. */
  dump(): string {
    const entries = this.keys().map((key) => {
      const value = this.#data.get(key) as Value
      const plain = value instanceof Map ? { hash: [...value] } : value instanceof Set ? { set: [...value] } : value
      return [key, plain, this.#expiry.get(key) ?? 0]
    })
    return `REDIS0012${JSON.stringify(entries)}`
  }

  load(dump: string): void {
    this.clear()
    for (const [key, value, expiry] of JSON.parse(dump.replace(/^REDIS\d{4}/, '')) as [
      string,
      string | string[] | { hash?: [string, string][]; set?: string[] },
      number,
    ][]) {
      this.set(key, typeof value === 'string' || Array.isArray(value) ? value : value.hash ? new Map(value.hash) : new Set(value.set))
      if (expiry > 0) this.#expiry.set(key, expiry)
    }
  }

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
    this.#expiry.clear()
  }

  persist(key: string): boolean {
    return this.#expiry.delete(key)
  }

  info(): string {
    const { definition, tag } = this.process.environment.image
    const up = Math.floor((this.process.now() - this.process.startedAt) / 1000)
    return `# Server\r\nredis_version:${definition.version?.(tag)}\r\nredis_mode:standalone\r\ntcp_port:6379\r\nuptime_in_seconds:${up}\r\n\r\n# Replication\r\n${this.role()}\r\n# Keyspace\r\n${this.keys().length > 0 ? `db0:keys=${this.keys().length},expires=0,avg_ttl=0\r\n` : ''}`
  }
}

export interface Command {
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

const commands: Readonly<Record<string, Command>> = {
  ...collectionCommands,
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
      return {
        kind: 'simple',
        text: value === undefined ? 'none' : typeof value === 'string' ? 'string' : Array.isArray(value) ? 'list' : value instanceof Set ? 'set' : 'hash',
      }
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
  SETEX: {
    least: 3,
    run: (database, [key = '', seconds, value = '']) => {
      database.set(key, value)
      database.expire(key, Number(seconds))
      return ok
    },
  },
  SETNX: {
    least: 2,
    run: (database, [key = '', value = '']) => {
      if (database.get(key) !== undefined) return integer(0)
      database.set(key, value)
      return integer(1)
    },
  },
  MSET: {
    least: 2,
    run: (database, words) => {
      for (let i = 0; i + 1 < words.length; i += 2) database.set(words[i] as string, words[i + 1] as string)
      return ok
    },
  },
  DECRBY: { least: 2, run: (database, [key = '', by]) => addTo(database, key, -Number(by)) },
  PERSIST: { least: 1, run: (database, [key = '']) => integer(database.persist(key) ? 1 : 0) },
  STRLEN: { least: 1, run: (database, [key = '']) => integer(((database.get(key) as string | undefined) ?? '').length) },
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
  INFO: {
    least: 0,
    run: (database, [section]) => {
      const parts = database.info().split('\r\n\r\n')
      return bulk(section === undefined ? parts.join('\r\n\r\n') : (parts.find((part) => part.slice(2).toLowerCase().startsWith(section.toLowerCase())) ?? ''))
    },
  },
  SHUTDOWN: { least: 0, run: () => ok },
  CONFIG: {
    least: 1,
    run: (database, [verb = '', name = '', value = '']) => {
      if (verb.toUpperCase() === 'GET') return array(database.configuration.matching(name).flat())
      if (verb.toUpperCase() === 'SET')
        return database.configuration.set(name, value) ? ok : error(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`)
      return ok
    },
  },
}
