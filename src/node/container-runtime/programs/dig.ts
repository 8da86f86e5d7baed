/** dig: asks one name server one question, without the search path unless told. */
import { candidates, type DnsAnswer, type RecordType } from '../../network/dns.ts'
import { type Process, type Program, sleep } from '../process.ts'
import { defineProgram } from './program.ts'

interface Question {
  readonly name: string
  readonly type: RecordType
  readonly server: string | undefined
  readonly port: number
  readonly options: ReadonlySet<string>
}

const types: readonly string[] = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME']

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
  const { network, source } = process.environment
  const asked = question.server ?? source.dns?.nameservers[0] ?? '127.0.0.1'
  const address = /^[\d.]+$/.test(asked) ? asked : network.lookUp(source, asked).data[0]
  if (address === undefined) {
    process.err(`dig: couldn't get address for '${asked}': not found\n`)
    return 10
  }
  const head = `\n; <<>> DiG 9.20.15 <<>> ${args.join(' ')}\n`
  const connection = network.connect(source, address, question.port, 'UDP')
  const dns = connection.ok ? connection.listener.dns : undefined
  if (!dns) {
    yield* sleep(process, 15_000)
    process.out(
      `${question.options.has('short') ? '' : head}${question.options.has('short') ? '' : ';; global options: +cmd\n'};; no servers could be reached\n`,
    )
    return 9
  }
  const names = question.options.has('search') && source.dns ? candidates(question.name, source.dns) : [question.name.replace(/\.$/, '')]
  let name = names[0] as string
  let answer = dns.answer(name.toLowerCase(), question.type)
  for (const next of names.slice(1)) {
    if (answer.code !== 'NXDOMAIN') break
    name = next
    answer = dns.answer(name.toLowerCase(), question.type)
  }
  yield* sleep(process, 1)
  process.out(question.options.has('short') ? short(answer) : head + full(process, { ...question, name }, answer, address))
  return 0
})

const dotted = (data: string, type: RecordType): string => (type === 'A' || type === 'AAAA' || data.endsWith('.') ? data : `${data}.`)

const short = ({ records }: DnsAnswer): string => records.map(({ data, type }) => `${dotted(data, type)}\n`).join('')

/** A column's text, and tabs up to where the next one starts. */
const column = (text: string, width: number): string => text + (text.length >= width ? ' ' : '\t'.repeat(Math.ceil((width - text.length) / 8)))

function full(process: Process, question: Question, { code, records }: DnsAnswer, server: string): string {
  const { random } = process.environment
  const id = Math.floor(random.between(1, 65_535))
  const when = new Date(process.now()).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4')
  const size = 40 + records.length * (question.name.length + 24)
  const answers = records.map(({ name, ttl, type, data }) => `${column(`${name}.`, 24)}${column(String(ttl), 8)}IN\t${type}\t${dotted(data, type)}\n`)
  return [
    ';; global options: +cmd\n;; Got answer:\n',
    `;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`,
    `;; flags: qr aa rd; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 1\n;; WARNING: recursion requested but not available\n\n`,
    `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n; COOKIE: ${random.hex(16)} (echoed)\n`,
    `;; QUESTION SECTION:\n${column(`;${question.name}.`, 32)}IN\t${question.type}\n\n`,
    answers.length > 0 ? `;; ANSWER SECTION:\n${answers.join('')}\n` : '',
    `;; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${size}\n\n`,
  ].join('')
}
