/** redis-server: strings, counters, lists, hashes and sets in memory, the text form of its protocol, dump.rdb, replicas. */
import { FileError } from '../file-error.ts'
import { absolute } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { defineSteadyProgram } from './program.ts'
import { writing } from './redis-collections.ts'
import { Configuration } from './redis-configuration.ts'
import { Database } from './redis-database.ts'
import { error, ok, type Reply, splitWords, wireText } from './redis-protocol.ts'
import { answerReplication, type Following, follow, Replicas } from './redis-replication.ts'
import { Load, listen, untilSignal } from './server.ts'

type Say = (mark: string, text: string, role?: string) => void

export const redisServer: Program = defineSteadyProgram('redis-server', function* (process, args) {
  const { definition, tag } = process.environment.image
  const version = definition.version?.(tag)
  if (args.includes('--version') || args.includes('-v')) {
    process.out(`Redis server v=${version} sha=00000000:1 malloc=jemalloc-5.3.0 bits=64 build=c5ac3d5c5a4b3a1f\n`)
    return 0
  }
  const server = new Server(process, new Configuration(process, args))
  const { say } = server
  const { problem } = server.database.configuration
  if (problem?.startsWith('Fatal')) say('#', problem, 'C')
  else if (problem) process.err(`\n${problem}\n`)
  if (problem) return 1
  say('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C')
  say('*', `Redis version=${version}, bits=64, commit=00000000, modified=1, pid=${process.pid}, just started`, 'C')
  if (args.length === 0)
    say('#', 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf', 'C')
  else say('*', 'Configuration loaded', 'C')
  say('*', 'monotonic clock: POSIX clock_gettime')
  process.memory = 8 << 20
  if (!server.open()) {
    say('#', `Warning: Could not create server TCP listening socket *:${server.port}: bind: Address already in use`)
    say('#', `Failed listening on port ${server.port} (tcp), aborting.`)
    return 1
  }
  say('*', `Running mode=standalone, port=${server.port}.`)
  say('*', 'Server initialized')
  server.readDump()
  say('*', 'Ready to accept connections tcp')
  const signal = yield* untilSignal(process, 'TERM', 'INT')
  if (signal === 'TERM') process.out(`${process.pid}:signal-handler (${Math.floor(process.now() / 1000)}) Received SIGTERM scheduling shutdown...\n`)
  say('*', 'User requested shutdown...')
  say('*', 'Saving the final RDB snapshot before exiting.')
  if (server.save()) say('*', 'DB saved on disk')
  say('#', 'Redis is now ready to exit, bye bye...')
  return 0
})

class Server {
  readonly database: Database
  readonly port: number
  readonly #replicas: Replicas
  readonly #load: Load
  readonly #authenticated = new Set<string>()
  #following: Following | undefined

  constructor(
    private readonly process: Process,
    configuration: Configuration,
  ) {
    this.database = new Database(process, configuration)
    this.database.role = () => this.#roleText()
    this.port = Number(configuration.get('port') || 6379)
    this.#replicas = new Replicas(process)
    this.#load = new Load(process, 2)
    this.#follow(configuration.get('replicaof'))
  }

  readonly say: Say = (mark, text, role) => {
    const { process } = this
    const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(new Date(process.now()).toUTCString()) ?? []
    process.out(
      `${process.pid}:${role ?? (this.#following ? 'S' : 'M')} ${day} ${month} ${year} ${new Date(process.now()).toISOString().slice(11, 23)} ${mark} ${text}\n`,
    )
  }

  open(): boolean {
    return listen(this.process, this.port, {
      program: 'redis-server',
      text: (input, peer) => {
        const end = input.lastIndexOf('\n')
        if (end < 0) return { output: '', taken: 0 }
        const lines = input.slice(0, end).split(/\r?\n/)
        return { output: lines.map((line) => this.#answer(line, peer.ip)).join(''), taken: end + 1 }
      },
    })
  }

  #answer(line: string, from: string): string {
    const words = splitWords(line)
    if (words.length === 0) return ''
    this.#load.add(0.05)
    const name = words[0]?.toUpperCase() ?? ''
    const { password } = this.database
    if (password !== undefined && !this.#authenticated.has(from) && name !== 'AUTH' && name !== 'REPLAPPLY')
      return wireText(error('NOAUTH Authentication required.'))
    const among = answerReplication(line, from, this.database, this.#replicas)
    if (among !== undefined) {
      if (name === 'REPLSYNC') this.say('*', `Replica ${from}:${words[1]} asks for synchronization`)
      return among
    }
    const reply = this.#run(name, words)
    if (name === 'AUTH' && reply.kind === 'simple') this.#authenticated.add(from)
    return wireText(reply)
  }

  #run(name: string, words: readonly string[]): Reply {
    if (name === 'REPLICAOF' || name === 'SLAVEOF') {
      this.#follow(words.slice(1).join(' '))
      return ok
    }
    if (name === 'SHUTDOWN') {
      this.process.signal('TERM')
      return ok
    }
    if (this.#following && writing.has(name)) return error("READONLY You can't write against a read only replica.")
    const reply = this.database.run(words)
    if (writing.has(name) && reply.kind !== 'error') {
      this.#replicas.tell(words)
      if (this.database.configuration.get('appendonly') === 'yes') this.save()
    }
    if (name === 'SAVE' || name === 'BGSAVE') this.save()
    return reply
  }

  #follow(target: string): void {
    const [host = '', port = '6379'] = target.split(/\s+/)
    const following = host === '' || host.toLowerCase() === 'no' ? undefined : { host, port: Number(port), up: false }
    this.#following = following
    if (!following) return
    const { process } = this
    process.kernel.spawn({
      parent: process,
      argv: process.argv,
      env: process.env,
      cwd: process.cwd,
      uid: process.uid,
      descriptors: process.descriptors,
      code: function* (this: Server, child: Process) {
        yield* follow(child, this.database, following, this.port, () => process.ended || this.#following !== following, this.say)
        return 0
      }.bind(this),
    })
  }

  #roleText(): string {
    const following = this.#following
    if (following)
      return `role:slave\r\nmaster_host:${following.host}\r\nmaster_port:${following.port}\r\nmaster_link_status:${following.up ? 'up' : 'down'}\r\nslave_read_only:1\r\nconnected_slaves:0\r\n`
    const { list } = this.#replicas
    return `role:master\r\nconnected_slaves:${list.length}\r\n${list.map(({ ip, port }, i) => `slave${i}:ip=${ip},port=${port},state=online,offset=0,lag=0\r\n`).join('')}`
  }

  get #file(): string {
    const { configuration } = this.database
    return absolute(configuration.get('dbfilename'), absolute(configuration.get('dir'), this.process.cwd))
  }

  readDump(): void {
    if (this.process.files.find(this.#file)?.kind !== 'file') return
    this.say('*', `Loading RDB produced by version ${this.process.environment.image.definition.version?.(this.process.environment.image.tag)}`)
    this.database.load(this.process.files.read(this.#file))
    this.say('*', `Done loading RDB, keys loaded: ${this.database.keys().length}, keys expired: 0.`)
    this.say('*', 'DB loaded from disk: 0.000 seconds')
  }

  /** False if the folder cannot be written to. */
  save(): boolean {
    try {
      this.process.files.write(this.#file, this.database.dump(), { who: this.process })
      return true
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem
      this.say(
        '#',
        `Failed opening the temp RDB file temp-${this.process.pid}.rdb (in server root dir ${this.database.configuration.get('dir')}) for saving: ${problem.message}`,
      )
      return false
    }
  }
}
