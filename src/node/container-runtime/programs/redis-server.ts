/** redis-server: strings, counters, lists and hashes in memory, and the text form of its protocol. */
import type { Process, Program } from '../process.ts'
import { defineProgram } from './program.ts'
import { Database } from './redis-database.ts'
import { error, splitWords, wireText } from './redis-protocol.ts'
import { Load, listen, untilSignal } from './server.ts'

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
