/** `template`: answers made from a pattern. */
import type { DnsRecord } from '../../../node/network/dns.ts'
import type { Directive } from '../corefile.ts'
import { definePlugin, isWithin, type Question, type Reply, wrongAt, wrongCount, zoneName } from '../plugin.ts'

interface Template {
  readonly type: string
  readonly zones: readonly string[]
  readonly patterns: readonly RegExp[]
  readonly answers: readonly string[]
  readonly rcode: Reply['code']
  readonly through: readonly string[] | undefined
}

const options = new Set(['match', 'answer', 'additional', 'authority', 'rcode', 'ederror', 'fallthrough', 'upstream'])

export const template = definePlugin({
  name: 'template',
  setup(directives, { zones }) {
    const all = directives.map((directive) => read(directive, zones))
    return (next) => (question) => {
      for (const each of all) {
        const match = matchOf(each, question)
        if (match) return reply(each, question, match)
        if (each.type !== 'ANY' && each.type !== question.type) continue
        if (each.zones.some((zone) => isWithin(question.name, zone)) && !each.through?.some((zone) => isWithin(question.name, zone)))
          return { code: 'NXDOMAIN', answer: [], authoritative: true }
      }
      return next(question)
    }
  },
})

function read(directive: Directive, serverZones: readonly string[]): Template {
  const { args, block, name } = directive
  const [dnsClass, type, ...zones] = args
  if (dnsClass === undefined || type === undefined) throw wrongCount(directive, args.at(-1) ?? name)
  for (const { line, words } of block) if (!options.has(words[0] as string)) throw wrongAt(directive, line, `unknown property '${words[0]}'`)
  const values = (option: string): string[] => block.filter(({ words }) => words[0] === option).flatMap(({ words }) => words.slice(1))
  const through = block.find(({ words }) => words[0] === 'fallthrough')?.words.slice(1)
  return {
    type: type.toUpperCase(),
    zones: (zones.length > 0 ? zones : serverZones).map(zoneName),
    // Go names groups with a P.
    patterns: (values('match').length > 0 ? values('match') : ['.*']).map((pattern) => new RegExp(pattern.replaceAll('(?P<', '(?<'))),
    answers: values('answer'),
    rcode: (values('rcode')[0]?.toUpperCase() ?? 'NOERROR') as Reply['code'],
    through: through && (through.length > 0 ? through.map(zoneName) : ['.']),
  }
}

function matchOf({ type, zones, patterns }: Template, question: Question): RegExpExecArray | undefined {
  if ((type !== 'ANY' && type !== question.type) || !zones.some((zone) => isWithin(question.name, zone))) return undefined
  for (const pattern of patterns) {
    const match = pattern.exec(`${question.name}.`)
    if (match) return match
  }
  return undefined
}

function reply({ answers, rcode }: Template, question: Question, match: RegExpExecArray): Reply {
  const records = answers.map((text) => recordOf(filled(text, question, match)))
  return { code: rcode, answer: records.filter((record) => record !== undefined), authoritative: true }
}

const filled = (text: string, question: Question, match: RegExpExecArray): string =>
  text
    .replace(/\{\{\s*\.Name\s*\}\}/g, `${question.name}.`)
    .replace(/\{\{\s*\.Type\s*\}\}/g, question.type)
    .replace(/\{\{\s*\.Class\s*\}\}/g, 'IN')
    .replace(/\{\{\s*\.Group\.(\w+)\s*\}\}/g, (_, name) => match.groups?.[name] ?? '')
    .replace(/\{\{\s*index\s+\.Match\s+(\d+)\s*\}\}/g, (_, group) => match[Number(group)] ?? '')

/** `example.com. 60 IN A 192.0.2.1` */
function recordOf(line: string): DnsRecord | undefined {
  const parts = /^(\S+)\s+(?:(\d+)\s+)?(?:IN\s+)?(A|AAAA|CNAME|TXT|SRV|PTR|MX)\s+(.+)$/.exec(line.trim())
  if (!parts) return undefined
  const [, name = '', ttl = '3600', type, data = ''] = parts
  const text = type === 'CNAME' || type === 'PTR' || type === 'SRV' ? data.replace(/\.$/, '') : data
  return { name: name.toLowerCase().replace(/\.$/, ''), type: type as DnsRecord['type'], ttl: Number(ttl), data: text }
}
