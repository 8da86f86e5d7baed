import { defineImage } from '../image.ts'
import { become } from '../programs/process-commands.ts'
import { defineSteadyProgram } from '../programs/program.ts'
import { Load, listen, untilSignal } from '../programs/server.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'

/** Its text protocol: `set key flags seconds bytes`, `get key`, `stats`. */
const program = defineSteadyProgram('memcached', function* (process, args) {
  const { definition, tag } = process.environment.image
  const version = definition.version?.(tag) ?? tag
  const load = new Load(process, 0.3)
  const port = Number(args[args.indexOf('-p') + 1] || 11211)
  const items = new Map<string, { flags: string; data: string; until: number }>()
  process.memory = 3 << 20
  const live = (key: string) => {
    const item = items.get(key)
    if (item && item.until > 0 && item.until <= process.now()) items.delete(key)
    return items.get(key)
  }
  const answer = (words: readonly string[], data: string): string => {
    const [command = '', key = '', flags = '0', seconds = '0'] = words
    switch (command) {
      case 'set':
      case 'add':
      case 'replace':
        if ((command === 'add') === (live(key) !== undefined) && command !== 'set') return 'NOT_STORED\r\n'
        items.set(key, { flags, data, until: Number(seconds) > 0 ? process.now() + Number(seconds) * 1000 : 0 })
        return 'STORED\r\n'
      case 'get':
      case 'gets':
        return `${words
          .slice(1)
          .map((name) => [name, live(name)] as const)
          .map(([name, item]) => (item ? `VALUE ${name} ${item.flags} ${item.data.length}\r\n${item.data}\r\n` : ''))
          .join('')}END\r\n`
      case 'delete':
        return items.delete(key) ? 'DELETED\r\n' : 'NOT_FOUND\r\n'
      case 'incr':
      case 'decr': {
        const item = live(key)
        if (!item) return 'NOT_FOUND\r\n'
        const data_ = String(Math.max(0, Number(item.data) + (command === 'incr' ? 1 : -1) * Number(flags)))
        items.set(key, { ...item, data: data_ })
        return `${data_}\r\n`
      }
      case 'flush_all':
        items.clear()
        return 'OK\r\n'
      case 'version':
        return `VERSION ${version}\r\n`
      case 'stats':
        return `STAT pid ${process.pid}\r\nSTAT uptime ${Math.floor((process.now() - process.startedAt) / 1000)}\r\nSTAT version ${version}\r\nSTAT curr_items ${items.size}\r\nEND\r\n`
      default:
        return 'ERROR\r\n'
    }
  }
  const opened = listen(process, port, {
    program: 'memcached',
    text: (input) => {
      let rest = input
      let output = ''
      for (let line = /^([^\n]*?)\r?\n/.exec(rest); line; line = /^([^\n]*?)\r?\n/.exec(rest)) {
        const words = (line[1] as string).split(' ')
        load.add(0.02)
        if (words[0] === 'quit') return { output, taken: input.length, close: true }
        let used = line[0].length
        let data = ''
        if (/^(set|add|replace)$/.test(words[0] ?? '')) {
          const size = Number(words[4])
          const end = /^\r?\n/.exec(rest.slice(used + size))
          if (!end) break
          data = rest.slice(used, used + size)
          used += size + end[0].length
        }
        rest = rest.slice(used)
        output += answer(words, data)
      }
      return { output, taken: input.length - rest.length }
    },
  })
  if (!opened) {
    process.err('failed to listen on TCP port 11211: Address already in use\n')
    return 71
  }
  const signal = yield* untilSignal(process, 'TERM', 'INT')
  process.err(`Signal handled: ${signal === 'TERM' ? 'Terminated' : 'Interrupt'}.\n`)
  return 0
})

export const memcached = defineImage({
  repository: 'docker.io/library/memcached',
  tags: (tag) => /^(latest|alpine|1(\.[4-6](\.\d{1,2})?)?(-(alpine|bookworm|trixie))?)$/.test(tag),
  size: (tag) => (tag.includes('alpine') ? 4_560_000 : 32_900_000),
  version: (tag) => /^1\.\d+\.\d+/.exec(tag)?.[0] ?? '1.6.39',
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['memcached'],
  user: 11211,
  exposes: [11211],
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  programs: {
    '/usr/local/bin/memcached': program,
    '/usr/local/bin/docker-entrypoint.sh': defineSteadyProgram('docker-entrypoint.sh', function* (process, args) {
      return yield* become(process, args[0]?.startsWith('-') ? ['memcached', ...args] : args, '/usr/local/bin/docker-entrypoint.sh')
    }),
  },
})
