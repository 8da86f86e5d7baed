/** `log` and `errors`: what a name server says about its questions in its own log. */
import { querySize, replySize } from '../../../node/network/dns-message.ts'
import { definePlugin, isWithin, type Question, type Reply, zoneName } from '../plugin.ts'

const classes: Record<string, (reply: Reply) => boolean> = {
  all: () => true,
  success: ({ code, answer }) => code === 'NOERROR' && answer.length > 0,
  denial: ({ code, answer }) => code === 'NXDOMAIN' || (code === 'NOERROR' && answer.length === 0),
  error: ({ code }) => code === 'SERVFAIL' || code === 'REFUSED',
}

export const log = definePlugin({
  name: 'log',
  setup(directives, { host, zones }) {
    const rules = directives.map(({ args, block }) => {
      const chosen = block.filter(({ words }) => words[0] === 'class').flatMap(({ words }) => words.slice(1))
      const own = args.filter((arg) => !arg.includes('{')).map(zoneName)
      return { zones: own.length > 0 ? own : zones, classes: chosen.length > 0 ? chosen : ['all'] }
    })
    return (next) => (question) => {
      const reply = next(question)
      const wanted = rules.some((rule) => rule.zones.some((zone) => isWithin(question.name, zone)) && rule.classes.some((name) => classes[name]?.(reply)))
      if (wanted) host.out(`[INFO] ${line(question, reply, host.random)}\n`)
      return reply
    }
  },
})

/** `10.244.1.5:41122 - 31892 "A IN web.default.svc.cluster.local. udp 53 false 512" NOERROR qr,aa,rd 106 0.000189s` */
function line(question: Question, reply: Reply, random: { below(n: number): number }): string {
  const { name, type, client, protocol, bufsize } = question
  const port = 32_768 + random.below(28_232)
  const flags = ['qr', ...(reply.authoritative ? ['aa'] : []), 'rd', ...(reply.recursive ? ['ra'] : [])].join(',')
  const micros = (reply.recursive ? 4_000 : 60) + random.below(reply.recursive ? 30_000 : 300)
  const whole = replySize(question, [...reply.answer, ...(reply.authority ?? [])])
  const size = protocol === 'TCP' ? whole : Math.min(whole, bufsize ?? 512)
  const asked = `${type} IN ${name}. ${protocol.toLowerCase()} ${querySize(question)} false ${protocol === 'TCP' ? 65_535 : (bufsize ?? 512)}`
  return `${client}:${port} - ${random.below(65_536)} "${asked}" ${reply.code} ${flags} ${size} ${(micros / 1e6).toFixed(9).replace(/0+$/, '')}s`
}

export const errors = definePlugin({
  name: 'errors',
  setup:
    (_, { host }) =>
    (next) =>
    (question) => {
      const reply = next(question)
      if (reply.error !== undefined) host.out(`[ERROR] plugin/errors: 2 ${question.name}. ${question.type}: ${reply.error}\n`)
      return reply
    },
})
