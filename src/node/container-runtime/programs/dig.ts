/** dig: asks one name server one question, without the search path unless told. */
import { candidates, type DnsAnswer, type DnsRecord, type RecordType } from '../../network/dns.ts'
import { replySize } from '../../network/dns-message.ts'
import type { Process, Program } from '../process.ts'
import { sleep } from '../sleep.ts'
import { dotted, type NameServer, reachServer, silence } from './dns-client.ts'
import { defineProgram } from './program.ts'

interface Question {
  readonly name: string
  readonly type: RecordType
  readonly server: string | undefined
  readonly port: number
  readonly options: ReadonlySet<string>
}

const types: readonly string[] = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME', 'TXT', 'NS', 'SOA', 'MX']
/** What dig says that it takes over UDP, and what its cookie adds to an answer. */
const ednsSize = 1232
const cookieSize = 12

function readQuestion(args: readonly string[]): Question | string {
  let name = '.'
  let type: RecordType = 'A'
  let server: string | undefined
  let port = 53
  const options = new Set<string>()
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (word.startsWith('@')) server = word.slice(1)
    else if (word.startsWith('+')) options.add(word.slice(1))
    else if (word === '-x') {
      name = `${(args[++i] ?? '').split('.').reverse().join('.')}.in-addr.arpa`
      type = 'PTR'
    } else if (word === '-p') port = Number(args[++i])
    else if (word === '-t') type = (args[++i] ?? 'A').toUpperCase() as RecordType
    else if (word === '-4') continue
    else if (word.startsWith('-')) return word
    else if (types.includes(word.toUpperCase())) type = word.toUpperCase() as RecordType
    else if (word.toUpperCase() !== 'IN') name = word
  }
  return { name, type, server, port, options }
}

export const dig: Program = defineProgram('dig', function* (process, args) {
  const question = readQuestion(args)
  if (typeof question === 'string') {
    process.err(`Invalid option: ${question}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n`)
    return 1
  }
  const { source } = process.environment
  const reached = reachServer(process, question.server, question.name, question.port)
  if (!reached) {
    process.err(`dig: couldn't get address for '${question.server}': not found\n`)
    return 10
  }
  const brief = question.options.has('short')
  const head = `\n; <<>> DiG 9.20.15 <<>> ${args.join(' ')}\n`
  if (!reached.ask) {
    yield* sleep(process, silence)
    process.out(`${brief ? '' : `${head};; global options: +cmd\n`};; no servers could be reached\n`)
    return 9
  }
  const names = question.options.has('search') && source.dns ? candidates(question.name, source.dns) : [question.name.replace(/\.$/, '')]
  let name = names[0] as string
  let answer = reached.ask(name, question.type, ednsSize)
  for (const next of names.slice(1)) {
    if (answer.code !== 'NXDOMAIN') break
    name = next
    answer = reached.ask(name, question.type, ednsSize)
  }
  yield* sleep(process, 1)
  if (answer.retried) process.out(';; Truncated, retrying in TCP mode.\n')
  process.out(brief ? short(answer) : head + full(process, { ...question, name }, answer, reached.address))
  return 0
})

const short = ({ records }: DnsAnswer): string => records.map(({ data, type }) => `${dotted(data, type)}\n`).join('')

/** Fields at the columns 24, 32, 40 and 48, by tabs; what is late follows after one space. */
function line(fields: readonly string[], columns: readonly number[]): string {
  let text = ''
  let at = 0
  for (const [i, field] of fields.entries()) {
    const to = i === 0 ? 0 : Math.max(columns[i - 1] as number, at + 1)
    const tabs = Math.floor(to / 8) - Math.floor(at / 8)
    text += (tabs > 0 ? '\t'.repeat(tabs) + ' '.repeat(to % 8) : ' '.repeat(to - at)) + field
    at = to + field.length
  }
  return `${text}\n`
}

const recordLine = ({ name, ttl, type, data }: DnsRecord): string => line([`${name}.`, String(ttl), 'IN', type, dotted(data, type)], [24, 32, 40, 48])

function full(process: Process, question: Question, answer: ReturnType<NonNullable<NameServer['ask']>>, server: string): string {
  const { random } = process.environment
  const { code, records, authority = [], authoritative, recursive, retried } = answer
  const id = Math.floor(random.between(1, 65_535))
  const when = new Date(process.now()).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4')
  const flags = ['qr', ...(authoritative ? ['aa'] : []), 'rd', ...(recursive ? ['ra'] : [])].join(' ')
  const size = replySize({ name: question.name, bufsize: ednsSize }, [...records, ...authority]) + cookieSize
  const section = (title: string, all: readonly DnsRecord[]): string => (all.length > 0 ? `;; ${title} SECTION:\n${all.map(recordLine).join('')}\n` : '')
  return [
    ';; global options: +cmd\n;; Got answer:\n',
    `;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`,
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: ${authority.length}, ADDITIONAL: 1\n${recursive ? '' : ';; WARNING: recursion requested but not available\n'}\n`,
    `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: ${ednsSize}\n; COOKIE: ${random.hex(16)} (echoed)\n`,
    `;; QUESTION SECTION:\n${line([`;${question.name}.`, 'IN', question.type], [32, 40])}\n`,
    section('ANSWER', records),
    section('AUTHORITY', authority),
    `;; Query time: ${recursive ? 8 : 0} msec\n;; SERVER: ${server}#53(${server}) (${retried ? 'TCP' : 'UDP'})\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size}\n\n`,
  ].join('')
}
