/** `hosts`: names and addresses as a hosts file has them, in the Corefile or in a file of their own. */
import type { DnsRecord } from '../../../node/network/dns.ts'
import type { Directive } from '../corefile.ts'
import { definePlugin, isWithin, seconds, wrongAt, zoneName } from '../plugin.ts'

const options = new Set(['fallthrough', 'ttl', 'no_reverse', 'reload'])

export const hosts = definePlugin({
  name: 'hosts',
  setup(directives, { host, zones }) {
    const [directive] = directives as [Directive]
    const { args, block, line } = directive
    const [file, ...own] = args.length > 0 && /[/.]/.test(args[0] as string) && !/^[\d.]+$/.test(args[0] as string) ? args : [undefined, ...args]
    const setting = (option: string) => block.find(({ words }) => words[0] === option)?.words.slice(1)
    for (const { line: at, words } of block)
      if (!options.has(words[0] as string) && !isAddress(words[0] as string)) throw wrongAt(directive, at, `unknown property '${words[0]}'`)
    const ttl = seconds(setting('ttl')?.[0] ?? '3600')
    if (ttl === undefined || ttl <= 0) throw wrongAt(directive, line, `ttl provided is invalid`)
    const lines = [
      ...linesOf(host.readFile(file ?? '/etc/hosts') ?? ''),
      ...block.filter(({ words }) => isAddress(words[0] as string)).map(({ words }) => words),
    ]
    const known = new Map<string, string[]>()
    for (const [ip = '', ...names] of lines) for (const each of names) known.set(each.toLowerCase(), [...(known.get(each.toLowerCase()) ?? []), ip])
    const through = setting('fallthrough')?.map(zoneName)
    const within = (own.length > 0 ? (own as string[]) : zones).map(zoneName)
    return (next) => (question) => {
      if (!within.some((zone) => isWithin(question.name, zone))) return next(question)
      const record = (data: string, type: DnsRecord['type']): DnsRecord => ({ name: question.name, type, ttl, data })
      const addresses = known.get(question.name)
      const names = question.type === 'PTR' && !setting('no_reverse') ? namesOf(known, question.name) : []
      if (names.length > 0) return { code: 'NOERROR', answer: names.map((data) => record(data, 'PTR')), authoritative: true }
      const matching = (addresses ?? []).filter((ip) => question.type === (ip.includes(':') ? 'AAAA' : 'A'))
      if (matching.length > 0) return { code: 'NOERROR', answer: matching.map((ip) => record(ip, ip.includes(':') ? 'AAAA' : 'A')), authoritative: true }
      if (addresses) return { code: 'NOERROR', answer: [], authoritative: true }
      if (through && (through.length === 0 || through.some((zone) => isWithin(question.name, zone)))) return next(question)
      return { code: 'SERVFAIL', answer: [] }
    }
  },
})

const isAddress = (word: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(word) || word.includes(':')

const linesOf = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([ip = '']) => isAddress(ip))

function namesOf(known: ReadonlyMap<string, readonly string[]>, reverse: string): string[] {
  const ip = reverse
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.')
  return [...known].filter(([, ips]) => ips.includes(ip)).map(([name]) => name)
}
