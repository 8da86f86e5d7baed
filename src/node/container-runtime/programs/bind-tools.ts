/** nslookup and host, as BIND's tools have them. */
import { candidates, type DnsAnswer, type DnsRecord, type RecordType } from '../../network/dns.ts'
import type { Process, Program } from '../process.ts'
import { sleep } from '../sleep.ts'
import { dotted, isIPv4, type NameServer, reachServer, reverseName, silence, timedOut } from './dns-client.ts'
import { defineProgram } from './program.ts'

type Ask = NonNullable<NameServer['ask']>

/** The first name of the search path that is there, and what is known of it; else the last one. */
function search(process: Process, ask: Ask, name: string, type: RecordType): { readonly name: string; readonly answer: ReturnType<Ask> } {
  const config = process.environment.source.dns ?? { nameservers: [], searches: [], options: [] }
  const names = candidates(name, config)
  let last = { name, answer: ask(names[0] as string, type) }
  for (const each of names) {
    last = { name: each, answer: ask(each, type) }
    if (last.answer.code !== 'NXDOMAIN') return last
  }
  return { name: name.replace(/\.$/, ''), answer: last.answer }
}

export const bindNslookup: Program = defineProgram('nslookup', function* (process, args) {
  const [name, server] = args.filter((arg) => !arg.startsWith('-'))
  const asked = args.find((arg) => /^-(type|query|querytype|q)=/.test(arg))?.split('=')[1]
  if (name === undefined) return 0
  const reached = reachServer(process, server, name)
  if (!reached) {
    process.err(`nslookup: couldn't get address for '${server}': not found\n`)
    return 1
  }
  if (!reached.ask) {
    yield* sleep(process, silence)
    process.out(timedOut)
    return 1
  }
  const type = (asked?.toUpperCase() ?? (isIPv4(name) ? 'PTR' : 'A')) as RecordType
  const found = isIPv4(name) ? { name: reverseName(name), answer: reached.ask(reverseName(name), 'PTR') } : search(process, reached.ask, name, type)
  const head = `Server:\t\t${reached.address}\nAddress:\t${reached.address}#53\n\n`
  if (found.answer.retried) process.out(';; Truncated, retrying in TCP mode.\n')
  // Reverse questions are shown without who was asked.
  if (type !== 'PTR' || asked !== undefined) process.out(head)
  if (found.answer.code !== 'NOERROR') {
    process.out(`** server can't find ${found.name}: ${found.answer.code}\n\n`)
    return 1
  }
  const more = type === 'A' && asked === undefined ? reached.ask(found.name, 'AAAA').records.filter((record) => record.type === 'AAAA') : []
  const records = [...found.answer.records, ...more]
  if (records.length === 0) {
    process.out(`*** Can't find ${name}: No answer\n\n`)
    return 1
  }
  process.out(`${found.answer.authoritative ? '' : 'Non-authoritative answer:\n'}${records.map(nslookupLine).join('')}\n`)
  return 0
})

function nslookupLine({ name, type, data }: DnsRecord): string {
  if (type === 'A' || type === 'AAAA') return `Name:\t${name}\nAddress: ${data}\n`
  const words: Partial<Record<RecordType, string>> = { CNAME: 'canonical name', SRV: 'service', PTR: 'name', TXT: 'text' }
  return `${name}\t${words[type] ?? type} = ${dotted(data, type)}\n`
}

export const host: Program = defineProgram('host', function* (process, args) {
  const operands = args.filter((arg, i) => !arg.startsWith('-') && !/^-[tcWR]$/.test(args[i - 1] ?? ''))
  const [name, server] = operands
  if (name === undefined) {
    process.err('Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n')
    return 1
  }
  const reached = reachServer(process, server, name)
  if (!reached?.ask) {
    yield* sleep(process, silence)
    process.out(timedOut)
    return 1
  }
  const asked = (args.includes('-t') ? args[args.indexOf('-t') + 1] : undefined)?.toUpperCase() as RecordType | undefined
  const type = asked ?? (isIPv4(name) ? 'PTR' : 'A')
  const found = isIPv4(name) ? { name: reverseName(name), answer: reached.ask(reverseName(name), type) } : search(process, reached.ask, name, type)
  if (server !== undefined) process.out(`Using domain server:\nName: ${server}\nAddress: ${reached.address}#53\nAliases: \n\n`)
  if (found.answer.code !== 'NOERROR') {
    process.out(`Host ${isIPv4(name) ? found.name : name} not found: ${{ NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 }[found.answer.code]}(${found.answer.code})\n`)
    return 1
  }
  process.out(hostLines(found.name, found.answer, type))
  return 0
})

function hostLines(name: string, { records }: DnsAnswer, type: RecordType): string {
  const line = (record: DnsRecord): string => {
    const target = dotted(record.data, record.type)
    const phrases: Partial<Record<RecordType, string>> = {
      A: `has address ${target}`,
      AAAA: `has IPv6 address ${target}`,
      CNAME: `is an alias for ${target}`,
      PTR: `domain name pointer ${target}`,
      SRV: `has SRV record ${target}`,
      TXT: `descriptive text ${target}`,
    }
    return `${record.name} ${phrases[record.type] ?? `has ${record.type} record ${target}`}\n`
  }
  return records.length > 0 ? records.map(line).join('') : `${name} has no ${type} record\n`
}
