/**
 * Cassandra: nodes that find each other through a seed, and keep the same rows. In reality they gossip, own parts of a
 * ring and repair; here each node keeps all statements that changed something, in its commit log, and tells them to the
 * others. CQL is the engine of the other databases with rows that replace each other.
 */
import { FileError } from '../../file-error.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { sleep } from '../../sleep.ts'
import { defineProgram } from '../program.ts'
import { Load, listen, untilSignal } from '../server.ts'
import { Database } from '../sql/database.ts'
import type { Problem, ProblemOf } from '../sql/error.ts'
import { SqlError } from '../sql/error.ts'
import { split } from '../sql/lexer.ts'
import { type Dialect, type Failure, SqlServer } from '../sql/server.ts'
import { sqlListener } from '../sql/wire.ts'

export interface Peer {
  readonly ip: string
  readonly id: string
  readonly datacenter: string
  readonly rack: string
}

/** What nodes say to each other, and nodetool to its node, on port 7000: a line of JSON each way. */
type Gossip =
  | { readonly kind: 'join'; readonly peer: Peer }
  | { readonly kind: 'peers' }
  | { readonly kind: 'apply'; readonly keyspace: string; readonly text: string }
  | { readonly kind: 'log' }

type Texts = { readonly [What in Problem['what']]?: (problem: ProblemOf<What>) => string }

const texts: Texts = {
  syntax: ({ near, at }) => `SyntaxException: line 1:${at} no viable alternative at input '${near}'`,
  'no-table': ({ name }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="table ${name} does not exist"`,
  'no-such-table-to-drop': ({ name }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="Table '${name.split(' ')[1]}' doesn't exist"`,
  'table-exists': ({ name }) => `AlreadyExists: Table '${name}' already exists`,
  'no-database': ({ name }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="Keyspace '${name}' does not exist"`,
  'no-database-to-drop': ({ name }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="Keyspace '${name}' doesn't exist"`,
  'database-exists': ({ name }) => `AlreadyExists: Keyspace '${name}' already exists`,
  'no-database-selected': () =>
    `InvalidRequest: Error from server: code=2200 [Invalid query] message="No keyspace has been specified. USE a keyspace, or explicitly specify keyspace.tablename"`,
  'no-column': ({ name }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="Undefined column name ${name}"`,
  'not-null': ({ column }) => `InvalidRequest: Error from server: code=2200 [Invalid query] message="Some partition key parts are missing: ${column}"`,
  'invalid-text': ({ text, type, column }) =>
    `InvalidRequest: Error from server: code=2200 [Invalid query] message="Invalid STRING constant (${text}) for "${column ?? ''}" of type ${type}"`,
  'not-simulated': ({ thing }) => `ktutor does not simulate ${thing} in Cassandra: the real one has it`,
}

const systemKeyspaces = ['system', 'system_auth', 'system_distributed', 'system_schema', 'system_traces', 'system_views', 'system_virtual_schema']

const relation = (name: string, rows: readonly string[]) => ({ fields: [{ name, kind: 'text' as const }], rows: rows.map((row) => [row]) })

const dialect = (version: string, clusterName: string): Dialect => ({
  quotes: 'standard',
  mysql: false,
  upserts: true,
  version,
  systemDatabases: systemKeyspaces,
  variable: () => null,
  explain(problem): Failure {
    const text = (texts[problem.what] as ((problem: Problem) => string) | undefined)?.(problem)
    return { code: '', message: text ?? `InvalidRequest: ${problem.what}` }
  },
  virtual(server, _session, { name, database }) {
    if (name === 'local' && (database === 'system' || database === undefined))
      return { fields: ['cluster_name', 'release_version'].map((each) => ({ name: each, kind: 'text' as const })), rows: [[clusterName, version]] }
    return name === 'keyspaces' ? relation('keyspace_name', [...server.databases.keys(), ...systemKeyspaces]) : undefined
  },
  show(server, session, { words }) {
    if (words[0] === 'keyspaces') return relation('', [...server.databases.keys(), ...systemKeyspaces].sort())
    if (words[0] === 'tables') return relation('', [...(session.database?.tables.keys() ?? [])])
    throw new SqlError({ what: 'not-simulated', thing: `DESCRIBE ${words.join(' ')}` })
  },
  describe: ({ schema }) =>
    relation(
      '',
      schema.columns.map(({ name, type }) => `${name} ${type.name}`),
    ),
})

class Node {
  readonly peers = new Map<string, Peer>()
  readonly server: SqlServer
  #log: { keyspace: string; text: string }[] = []

  constructor(
    private readonly process: Process,
    version: string,
    readonly self: Peer,
    private readonly folder: string,
  ) {
    const { random } = process.environment
    this.server = new SqlServer(dialect(version, process.env.get('CASSANDRA_CLUSTER_NAME') ?? 'Test Cluster'), {
      now: () => process.now(),
      random: () => random.between(0, 1),
      uuid: () => random.uuid(),
      save: () => {},
      drop: () => {},
      saveAccounts: () => {},
      log: () => {},
    })
    this.peers.set(self.ip, self)
    const file = `${folder}/commitlog/CommitLog-7.log`
    if (process.files.find(file))
      for (const line of process.files.read(file).split('\n').filter(Boolean)) this.apply(JSON.parse(line) as { keyspace: string; text: string }, false)
  }

  /** Runs a statement that another node (or the log) tells of. */
  apply(entry: { keyspace: string; text: string }, keep = true): void {
    const session = this.server.session(`apply/${entry.keyspace}`, 'cassandra', '127.0.0.1', this.server.databases.get(entry.keyspace))
    session.database = this.server.databases.get(entry.keyspace)
    try {
      this.server.run(session, entry.text)
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
    }
    this.#log.push(entry)
    if (!keep) return
    try {
      this.process.files.makeFolders(`${this.folder}/commitlog`)
      this.process.files.write(`${this.folder}/commitlog/CommitLog-7.log`, `${JSON.stringify(entry)}\n`, { append: true })
    } catch (error) {
      if (!(error instanceof FileError)) throw error
    }
  }

  /** A client has changed something: it is kept, and told to everybody. */
  spread(keyspace: string, text: string): void {
    const entry = { keyspace, text }
    this.#log.push(entry)
    this.process.files.makeFolders(`${this.folder}/commitlog`)
    this.process.files.write(`${this.folder}/commitlog/CommitLog-7.log`, `${JSON.stringify(entry)}\n`, { append: true })
    for (const { ip } of this.peers.values()) if (ip !== this.self.ip) this.tell(ip, { kind: 'apply', ...entry })
  }

  tell(host: string, message: Gossip): unknown {
    const { network, source } = this.process.environment
    const connection = network.connect(source, host, 7000)
    if (!connection.ok || !connection.listener.text) return undefined
    const { output } = network.exchange(connection, `${JSON.stringify(message)}\n`)
    return output === '' ? undefined : JSON.parse(output)
  }

  hear(message: Gossip): unknown {
    if (message.kind === 'apply') this.apply(message)
    if (message.kind === 'log') return this.#log
    if (message.kind === 'join') this.peers.set(message.peer.ip, message.peer)
    return [...this.peers.values()]
  }

  /** Makes itself known to a seed, and to everybody whom that knows. False if it does not answer. */
  join(seed: string): boolean {
    const known = this.tell(seed, { kind: 'join', peer: this.self }) as readonly Peer[] | undefined
    if (!known) return false
    for (const peer of known) {
      if (peer.ip === this.self.ip) continue
      this.peers.set(peer.ip, peer)
      this.tell(peer.ip, { kind: 'join', peer: this.self })
    }
    if (this.#log.length === 0) for (const entry of this.tell(seed, { kind: 'log' }) as readonly { keyspace: string; text: string }[]) this.apply(entry)
    return true
  }
}

const writes = /^\s*(insert|update|delete|create|drop|alter|truncate)\b/i

export const cassandra = (folder: string): Program =>
  defineProgram('cassandra', function* (process) {
    const { definition, tag } = process.environment.image
    const version = definition.version?.(tag) ?? '5.0.5'
    const { ip } = process.environment.source
    const say = (text: string): void =>
      process.out(`INFO  [main] ${new Date(process.now()).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',')} ${text}\n`)
    process.memory = 620 << 20
    const load = new Load(process, 12)
    say(`CassandraDaemon.java:521 - Hostname: ${process.environment.hostname}:7000:7001`)
    say(`StorageService.java:771 - Cassandra version: ${version}`)
    yield* sleep(process, 6000)
    const id = identity(process, folder)
    const self = { ip, id, datacenter: process.env.get('CASSANDRA_DC') ?? 'datacenter1', rack: process.env.get('CASSANDRA_RACK') ?? 'rack1' }
    const node = new Node(process, version, self, folder)
    listen(process, 7000, {
      program: 'cassandra',
      text: (input) =>
        input.endsWith('\n') ? { output: `${JSON.stringify(node.hear(JSON.parse(input) as Gossip))}\n`, taken: input.length } : { output: '', taken: 0 },
    })
    yield* gather(process, node, say)
    yield* sleep(process, 4000)
    const cql = sqlListener(
      'cassandra',
      node.server,
      ({ database }) =>
        database === undefined || database === ''
          ? { database: undefined }
          : (node.server.databases.get(database) && { database: node.server.databases.get(database) }) ||
            (systemKeyspaces.includes(database)
              ? { database: new Database(database) }
              : { code: '', message: `InvalidRequest: Keyspace '${database}' does not exist` }),
      () => {},
    )
    listen(process, 9042, {
      ...cql,
      text: (input, peer) => {
        load.add(0.6)
        const answer = cql.text?.(input, peer) ?? { output: '', taken: input.length }
        const { text, database } = JSON.parse(input) as { text?: string; database?: string }
        const reply = answer.output === '' ? undefined : (JSON.parse(answer.output) as { failure?: object; database: string })
        if (text && reply && !reply.failure)
          for (const part of split(text, 'standard')) if (writes.test(part.text)) node.spread(reply.database || database || '', part.text)
        return answer
      },
    })
    say('Server.java:169 - Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...')
    say('CassandraDaemon.java:778 - Startup complete')
    yield* untilSignal(process, 'TERM', 'INT')
    say('HintsService.java:235 - Paused hints dispatch')
    return 143
  })

function* gather(process: Process, node: Node, say: (text: string) => void): Generator<Wait, void, void> {
  const seeds = (process.env.get('CASSANDRA_SEEDS') ?? '').split(',').filter(Boolean)
  const { network, source } = process.environment
  for (let tries = 0; seeds.length > 0 && tries < 6; tries++) {
    const others = seeds.filter((seed) => network.lookUp(source, seed).data[0] !== node.self.ip && seed !== node.self.ip)
    if (others.length === 0 || others.some((seed) => node.join(seed))) return
    say(`Gossiper.java:1742 - Unable to gossip with any seeds but continuing since node is in its own seed list`)
    yield* sleep(process, 5000)
  }
}

/** The node's id is kept with its data. */
function identity(process: Process, folder: string): string {
  const file = `${folder}/data/host-id`
  if (process.files.find(file)) return process.files.read(file).trim()
  const id = process.environment.random.uuid()
  process.files.makeFolders(`${folder}/data`)
  process.files.write(file, `${id}\n`)
  return id
}
