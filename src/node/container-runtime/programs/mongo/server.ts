/** mongod, mongosh and the entry point of the image. Clients send lines of JSON: the real protocol is binary. */
import { FileError } from '../../file-error.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { nap, sleep } from '../../sleep.ts'
import { become } from '../process-commands.ts'
import { defineProgram, readAll, readLine } from '../program.ts'
import { Load, listen, untilSignal } from '../server.ts'
import { type Document, ObjectId } from './literal.ts'
import { type Outcome, runLine, type Store } from './shell.ts'

const folder = '/data/db'
const uid = 999

const versionOf = ({ environment: { image } }: Process): string => image.definition.version?.(image.tag) ?? image.tag

const log = (process: Process, component: string, id: number, msg: string, attr?: object): void =>
  process.out(
    `${JSON.stringify({ t: { $date: new Date(process.now()).toISOString().replace('Z', '+00:00') }, s: 'I', c: component, id, ctx: 'initandlisten', msg, ...(attr ? { attr } : {}) })}\n`,
  )

/** Ids as JSON carries them, and back. */
const revive = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$oid' in value ? new ObjectId(String(value.$oid)) : value
const preserve = (_: string, value: unknown): unknown => (value instanceof ObjectId ? { $oid: value.hex } : value)

interface Accounts {
  readonly user?: string
  readonly password?: string
}

class Mongo {
  readonly store: Store
  readonly accounts: Accounts

  constructor(private readonly process: Process) {
    const { files } = process
    const databases = new Map<string, Map<string, readonly Document[]>>()
    this.accounts = files.find(`${folder}/_mdb_catalog.wt`) ? (JSON.parse(files.read(`${folder}/_mdb_catalog.wt`)) as Accounts) : {}
    for (const file of files.list(folder)) {
      const name = /^(.+)\.wt$/.exec(file)?.[1]
      if (name === undefined || name.startsWith('_')) continue
      databases.set(name, new Map(JSON.parse(files.read(`${folder}/${file}`), revive) as [string, Document[]][]))
    }
    this.store = {
      databases,
      version: versionOf(process),
      newId: () =>
        Math.floor(process.now() / 1000)
          .toString(16)
          .padStart(8, '0') + process.environment.random.hex(16),
      now: () => process.now(),
      changed: (name) => this.#save(name),
    }
  }

  #save(name: string): void {
    const collections = this.store.databases.get(name)
    const path = `${folder}/${name}.wt`
    try {
      if (collections) this.process.files.write(path, JSON.stringify([...collections], preserve), { who: this.process, mode: 0o600 })
      else this.process.files.remove(path)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
    }
  }
}

export const mongod: Program = defineProgram('mongod', function* (process, args) {
  if (args.includes('--version')) {
    process.out(`db version v${versionOf(process)}\n`)
    return 0
  }
  const port = Number(args[args.indexOf('--port') + 1] || 27017)
  log(process, 'CONTROL', 23285, "Automatically disabling TLS 1.0, to force-enable TLS 1.0 specify --sslDisabledProtocols 'none'")
  log(process, 'CONTROL', 4615611, 'MongoDB starting', { pid: process.pid, port, dbPath: folder, architecture: '64-bit', host: process.environment.hostname })
  log(process, 'CONTROL', 23403, 'Build Info', { buildInfo: { version: versionOf(process) } })
  process.memory = 118 << 20
  const load = new Load(process, 6)
  if (process.files.find(folder)?.kind !== 'folder') {
    log(process, 'STORAGE', 20557, 'DBException in initAndListen, terminating', { error: `NonExistentPath: Data directory ${folder} not found.` })
    return 100
  }
  yield* sleep(process, 900)
  const mongo = new Mongo(process)
  const { user, password } = mongo.accounts
  const opened = listen(process, port, {
    program: 'mongod',
    text: (input) => {
      const end = input.lastIndexOf('\n')
      if (end < 0) return { output: '', taken: 0 }
      load.add(0.3)
      const question = JSON.parse(input.slice(0, end)) as { user?: string; password?: string; database: string; line: string }
      const says = (outcome: Outcome): { output: string; taken: number } => ({ output: `${JSON.stringify(outcome)}\n`, taken: input.length })
      if (question.user !== undefined && (question.user !== user || question.password !== password))
        return says({ text: 'MongoServerError: Authentication failed.', error: true, database: '!' })
      const free = /^\s*(db\.(hello|isMaster|runCommand|adminCommand)\(|use |rs\.|db\s*$|$)/.test(question.line)
      if (user !== undefined && question.user === undefined && !free)
        return says({ text: 'MongoServerError[Unauthorized]: Command requires authentication', error: true, database: question.database })
      return says(runLine(mongo.store, question.database, question.line))
    },
  })
  if (!opened) {
    log(process, 'CONTROL', 20568, 'Error setting up listener', { error: { code: 9001, codeName: 'SocketException', errmsg: 'Address already in use' } })
    return 48
  }
  log(process, 'NETWORK', 23015, 'Listening on', { address: '0.0.0.0' })
  log(process, 'NETWORK', 23016, 'Waiting for connections', { port, ssl: 'off' })
  yield* untilSignal(process, 'TERM', 'INT')
  log(process, 'CONTROL', 23377, 'Received signal', { signal: 15, error: 'Terminated' })
  log(process, 'REPL', 4784900, 'Stepping down the ReplicationCoordinator for shutdown', { waitTimeMillis: 15000 })
  log(process, 'CONTROL', 23138, 'Shutting down', { exitCode: 0 })
  return 0
})

export const mongoEntrypoint: Program = defineProgram('docker-entrypoint.sh', function* (process, args) {
  const command = args[0]?.startsWith('-') ? ['mongod', ...args] : args
  if (command[0] === 'mongod') {
    const [user, password] = ['USERNAME', 'PASSWORD'].map((name) => process.env.get(`MONGO_INITDB_ROOT_${name}`))
    if ((user === undefined) !== (password === undefined)) {
      process.err("\nerror: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created\n\n")
      return 1
    }
    process.files.makeFolders(folder)
    if (process.uid === 0) {
      process.files.changeOwner(folder, uid)
      process.uid = uid
    }
    if (!process.files.find(`${folder}/WiredTiger`)) {
      process.files.write(`${folder}/WiredTiger`, 'WiredTiger\n', { who: process })
      process.files.write(
        `${folder}/_mdb_catalog.wt`,
        JSON.stringify({ ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) }),
        { who: process, mode: 0o600 },
      )
    }
  }
  return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
})

interface Target {
  readonly host: string
  readonly port: number
  readonly user?: string
  readonly password?: string
  database: string
}

function targetOf(args: readonly string[]): { target: Target; line: string | undefined; quiet: boolean; file: string | undefined } {
  const value = (...names: readonly string[]): string | undefined => {
    const at = args.findIndex((arg) => names.includes(arg.split('=')[0] as string))
    return at < 0 ? undefined : (args[at]?.split(/=(.*)/s)[1] ?? args[at + 1])
  }
  const url = args.map((arg) => /^mongodb:\/\/(?:([^:@]*):([^@]*)@)?([^:/]+)(?::(\d+))?(?:\/(\w*))?/.exec(arg)).find((match) => match !== null)
  const plain = args.find((arg, i) => /^[\w.-]+(\/\w+)?$/.test(arg) && !arg.startsWith('-') && !/^-/.test(args[i - 1] ?? ''))
  const user = value('-u', '--username') ?? url?.[1]
  const password = value('-p', '--password') ?? url?.[2]
  const [plainHost, plainDatabase] = plain?.includes('/') ? plain.split('/') : [undefined, plain]
  return {
    target: {
      host: value('--host') ?? url?.[3] ?? plainHost ?? '127.0.0.1',
      port: Number(value('--port') ?? url?.[4] ?? 27017),
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      database: (url?.[5] || plainDatabase) ?? 'test',
    },
    line: value('--eval'),
    quiet: args.includes('--quiet'),
    file: value('--file', '-f'),
  }
}

export const mongosh: Program = defineProgram('mongosh', function* (process, args) {
  if (args.includes('--version')) {
    process.out('2.5.8\n')
    return 0
  }
  const { target, line } = targetOf(args)
  const { network, source } = process.environment
  const connection = network.connect(source, target.host, target.port)
  yield* nap(process, connection.seconds * 1000)
  if (!connection.ok) {
    const { host, port } = target
    const why =
      connection.why === 'no-such-host'
        ? `getaddrinfo ENOTFOUND ${host}`
        : connection.why === 'timeout'
          ? 'Server selection timed out after 30000 ms'
          : `connect ECONNREFUSED ${host}:${port}`
    process.err(`MongoNetworkError: ${why}\n`)
    return 1
  }
  const ask = (text: string): Outcome => {
    if (!/^\s*(show|use|db\.\w+\.(find|count))/.test(text)) process.changes()
    const { output } = network.exchange(connection, `${JSON.stringify({ ...target, line: text })}\n`)
    return output === '' ? { text: 'MongoNetworkError: connection closed', error: true, database: target.database } : (JSON.parse(output) as Outcome)
  }
  const hello = ask('')
  if (hello.error) {
    process.err(`${hello.text}\n`)
    return 1
  }
  const say = ({ text, error, database }: Outcome): boolean => {
    target.database = database
    if (text !== '') (error ? process.err.bind(process) : process.out.bind(process))(`${text}\n`)
    return !error
  }
  if (line !== undefined) return line.split(/;\s*(?![^{[(]*[}\])])/).every((part) => part.trim() === '' || say(ask(part))) ? 0 : 1
  return yield* converse(process, target, ask, say)
})

function* converse(process: Process, target: Target, ask: (text: string) => Outcome, say: (outcome: Outcome) => boolean): Generator<Wait, number, void> {
  if (!process.input(0)?.terminal) {
    for (const each of (yield* readAll(process)).split('\n')) if (each.trim() !== '') say(ask(each))
    return 0
  }
  process.out(
    `Connecting to:\t\tmongodb://${target.host}:${target.port}/?directConnection=true\nUsing MongoDB:\t\t${versionOf(process)}\nUsing Mongosh:\t\t2.5.8\n\n`,
  )
  for (;;) {
    process.out(`${target.database}> `)
    const line = yield* readLine(process)
    if (line === undefined || /^(exit|quit|quit\(\))$/.test(line.trim())) return 0
    say(ask(line))
  }
}
