/** `forward`: asks other name servers, in turn by chance. */
import type { Directive } from '../corefile.ts'
import { definePlugin, isWithin, type Question, type Reply, type ServerParts, wrong, wrongAt, wrongCount, zoneName } from '../plugin.ts'

const options = new Set([
  'except',
  'force_tcp',
  'prefer_udp',
  'expire',
  'max_fails',
  'max_connect_attempts',
  'tls',
  'tls_servername',
  'policy',
  'health_check',
  'max_concurrent',
  'next',
  'failfast_all_unhealthy_upstreams',
  'failover',
  'max_age',
  'max_idle_conns',
])
const mostUpstreams = 15
/** A question that has come through so many servers runs in a circle. */
const deepest = 12

interface Forward {
  readonly from: string
  readonly except: readonly string[]
  readonly upstreams: readonly string[]
}

export const forward = definePlugin({
  name: 'forward',
  setup(directives, parts) {
    const all = directives.map((directive) => read(directive, parts))
    return (next) => (question) => {
      const fitting = all.filter(({ from, except }) => isWithin(question.name, from) && !except.some((zone) => isWithin(question.name, zone)))
      const [chosen] = fitting.sort((a, b) => b.from.length - a.from.length)
      return chosen ? ask(question, chosen, parts) : next(question)
    }
  },
})

function read(directive: Directive, { host }: ServerParts): Forward {
  const { name, args, block } = directive
  const [from, ...to] = args
  if (from === undefined || to.length === 0) throw wrongCount(directive, args.at(-1) ?? name)
  for (const { line, words } of block) if (!options.has(words[0] as string)) throw wrongAt(directive, line, `unknown property '${words[0]}'`)
  const upstreams = to.flatMap((word) => {
    const address = /^(?:dns:\/\/|tls:\/\/)?(\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:]+\]|[0-9a-fA-F]*:[0-9a-fA-F:]+)(?::\d+)?$/.exec(word)?.[1]
    if (address) return [address]
    const file = host.readFile(word)
    if (file === undefined) throw wrong(name, `not an IP address or file: ${JSON.stringify(word)}`)
    return [...file.matchAll(/^nameserver\s+(\S+)/gm)].map(([, ip]) => ip as string)
  })
  if (upstreams.length === 0) throw wrong(name, 'no upstreams')
  if (upstreams.length > mostUpstreams) throw wrong(name, `more than ${mostUpstreams} TOs configured: ${upstreams.length}`)
  return { from: zoneName(from), except: block.filter(({ words }) => words[0] === 'except').flatMap(({ words }) => words.slice(1).map(zoneName)), upstreams }
}

function ask(question: Question, { upstreams }: Forward, { host }: ServerParts): Reply {
  const { network, source, random } = host
  const first = upstreams.length > 1 ? random.below(upstreams.length) : 0
  let error = ''
  for (let i = 0; i < upstreams.length; i++) {
    const server = upstreams[(first + i) % upstreams.length] as string
    const way = `${question.protocol === 'TCP' ? 'dial tcp ' : 'read udp '}${question.protocol === 'TCP' ? '' : `${source.ip}:${32_768 + random.below(28_232)}->`}${server}:53: `
    const reached = question.depth > deepest ? 'timeout' : network.upstream(source, server)
    if (typeof reached !== 'string') {
      const { code, records, authority } = reached.answer(question.name, question.type as 'A', { ip: source.ip, protocol: 'TCP', depth: question.depth + 1 })
      return { code, answer: records, ...(authority ? { authority } : {}), recursive: true }
    }
    error = `${way}${reached === 'refused' ? (question.protocol === 'TCP' ? 'connect: connection refused' : 'read: connection refused') : 'i/o timeout'}`
  }
  return { code: 'SERVFAIL', answer: [], error }
}
