import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import type { Process } from '../process.ts'
import { forward } from '../programs/forward.ts'
import { become } from '../programs/process-commands.ts'
import { defineSteadyProgram } from '../programs/program.ts'
import { listen, reply, untilSignal } from '../programs/server.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'

interface Section {
  readonly kind: string
  readonly name: string
  readonly lines: readonly (readonly string[])[]
}

const sectionNames = /^(global|defaults|frontend|backend|listen|resolvers|peers|userlist|cache|program|http-errors|mailers|ring)$/

/** The sections of a configuration, or what HAProxy says of the first line that stands in none. */
function readSections(text: string, file: string): Section[] | string {
  const sections: { kind: string; name: string; lines: string[][] }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/).filter(Boolean)
    if (words.length === 0) continue
    if (sectionNames.test(words[0] as string)) sections.push({ kind: words[0] as string, name: words[1] ?? '', lines: [] })
    else if (sections.length === 0) return `parsing [${file}:${at + 1}] : unknown keyword '${words[0]}' out of section.`
    else sections.at(-1)?.lines.push(words)
  }
  return sections
}

const values = ({ lines }: Section, name: string): (readonly string[])[] => lines.filter((words) => words[0] === name)
const alert = (process: Process, text: string): void => process.err(`[ALERT]    (1) : config : ${text}\n`)

/** Requests in turn to the servers of a backend that let themselves be reached. */
function balancer(process: Process, sections: readonly Section[]) {
  let next = 0
  return (section: Section, ...[request, peer]: Parameters<NonNullable<Parameters<typeof listen>[2]['http']>>): HttpResponse => {
    const name = values(section, 'default_backend')[0]?.[1]
    const backend = name === undefined ? section : sections.find((each) => each.kind === 'backend' && each.name === name)
    const servers = backend ? values(backend, 'server').map((words) => words[2] as string) : []
    for (let tries = 0; tries < servers.length; tries++) {
      const answer = forward(process, request, peer, servers[next++ % servers.length] as string)
      if (typeof answer !== 'string') return answer
    }
    const text = '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n'
    return reply(503, { 'Cache-Control': 'no-cache', Connection: 'close', 'Content-Type': 'text/html' }, text, request)
  }
}

const program = defineSteadyProgram('haproxy', function* (process, args) {
  const { definition, tag } = process.environment.image
  const file = args[args.indexOf('-f') + 1] ?? '/usr/local/etc/haproxy/haproxy.cfg'
  if (args.includes('-v')) {
    process.out(`HAProxy version ${definition.version?.(tag)} - https://haproxy.org/\n`)
    return 0
  }
  if (!process.files.find(process.path(file))) {
    alert(process, `Cannot open configuration file/directory ${file} : No such file or directory`)
    return 1
  }
  const sections = readSections(process.files.read(process.path(file), process), file)
  if (typeof sections === 'string') {
    alert(process, sections)
    alert(process, `Error(s) found in configuration file : ${file}`)
    return 1
  }
  if (args.includes('-c')) {
    process.out('Configuration file is valid\n')
    return 0
  }
  process.memory = 18 << 20
  process.cpu = 0.5
  const balance = balancer(process, sections)
  for (const section of sections.filter(({ kind }) => kind === 'frontend' || kind === 'listen'))
    for (const [, address = ''] of values(section, 'bind'))
      if (!listen(process, Number(/(\d+)$/.exec(address)?.[1] ?? 80), { program: 'haproxy', http: (request, peer) => balance(section, request, peer) })) {
        process.err(`[ALERT]    (1) : Binding [${file}] for ${section.kind} ${section.name}: cannot bind socket (Address already in use) for [${address}]\n`)
        return 1
      }
  process.err(`[NOTICE]   (1) : New worker (8) forked\n[NOTICE]   (1) : Loading success.\n`)
  const signal = yield* untilSignal(process, 'USR1', 'TERM', 'INT')
  process.err(`[NOTICE]   (1) : haproxy version is ${definition.version?.(tag)}\n[WARNING]  (1) : Exiting Master process...\n`)
  return signal === 'USR1' ? 0 : 143
})

export const haproxy = defineImage({
  repository: 'docker.io/library/haproxy',
  tags: (tag) => /^(latest|lts|alpine|lts-alpine|(2\.[4-9]|3\.[0-3])(\.\d{1,2})?(-alpine)?)$/.test(tag),
  size: (tag) => (tag.includes('alpine') ? 14_200_000 : 41_300_000),
  version: (tag) => (/^\d\.\d+\.\d/.test(tag) ? tag : '3.2.8'),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
  stopSignal: 'USR1',
  workingDir: '/var/lib/haproxy',
  user: 99,
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  files: { '/usr/local/etc/haproxy/': '', '/var/lib/haproxy/': { text: '', uid: 99 } },
  programs: {
    '/usr/local/sbin/haproxy': program,
    '/usr/local/bin/docker-entrypoint.sh': defineSteadyProgram('docker-entrypoint.sh', function* (process, args) {
      return yield* become(process, args[0]?.startsWith('-') ? ['haproxy', ...args] : args, '/usr/local/bin/docker-entrypoint.sh')
    }),
  },
})
