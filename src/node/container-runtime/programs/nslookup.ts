/** nslookup, as busybox has it: every question of the search path is asked, and every answer shown. */
import type { RecordType } from '../../network/dns.ts'
import type { Process, Program } from '../process.ts'
import { sleep } from '../sleep.ts'
import { isIPv4, type NameServer, reachServer, reverseName, silence, timedOut } from './dns-client.ts'
import { defineProgram } from './program.ts'

const usage = 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n'

export const nslookup: Program = defineProgram('nslookup', function* (process, args) {
  const [name, server] = args.filter((arg) => !arg.startsWith('-'))
  if (isOld(process) && name !== undefined) return oldLookUp(process, name, server)
  const option = args.find((arg) => /^-(type|query|querytype|q)=/.test(arg))
  if (name === undefined) {
    process.err(usage)
    return 1
  }
  const reached = reachServer(process, server, name)
  if (!reached) {
    process.err(`nslookup: bad address '${server}'\n`)
    return 1
  }
  if (!reached.ask) {
    yield* sleep(process, silence)
    process.out(timedOut)
    return 1
  }
  process.out(`Server:\t\t${reached.address}\nAddress:\t${reached.address}:53\n\n`)
  const type = option?.split('=')[1]?.toUpperCase() as RecordType | undefined
  if (isIPv4(name) && type === undefined) return show(process, reached.ask, reverseName(name), 'PTR')
  let status = 0
  for (const each of type ? [type] : (['A', 'AAAA'] as const))
    for (const candidate of namesFor(process, name)) status = Math.max(status, show(process, reached.ask, candidate, each))
  return status
})

/** Up to 1.28 it asked as the C library does, which is why documentation still likes that version. */
const isOld = ({ environment: { image } }: Process): boolean => image.definition.repository.endsWith('/busybox') && /^1\.(1\d|2[0-8])(\.|-|$)/.test(image.tag)

function oldLookUp(process: Process, name: string, server: string | undefined): number {
  const { network, source } = process.environment
  const asked = server ?? source.dns?.nameservers[0] ?? '127.0.0.1'
  const nameOf = (ip: string): string => network.lookUp(source, `${reverseName(ip)}.`, 'PTR').data[0] ?? ''
  const line = (ip: string, i: number): string => `Address ${i + 1}: ${`${ip} ${nameOf(ip)}`.trim()}\n`
  process.out(`Server:    ${asked}\n${line(asked, 0)}\n`)
  const found = isIPv4(name) ? [name] : network.lookUp(source, name).data
  if (found.length === 0) {
    process.err(`nslookup: can't resolve '${name}'\n`)
    return 1
  }
  process.out(`Name:      ${name}\n${found.map(line).join('')}`)
  return 0
}

/** A name with a dot is asked for as it is. */
function namesFor(process: Process, name: string): readonly string[] {
  const searches = process.environment.source.dns?.searches ?? []
  return name.includes('.') || searches.length === 0 ? [name.replace(/\.$/, '')] : searches.map((search) => `${name}.${search}`)
}

function show(process: Process, ask: NonNullable<NameServer['ask']>, name: string, type: RecordType): number {
  const { code, records } = ask(name, type)
  if (code !== 'NOERROR') {
    process.out(`** server can't find ${name}: ${code}\n\n`)
    return 1
  }
  for (const record of records) {
    if (record.type === 'CNAME') process.out(`${record.name}\tcanonical name = ${record.data}\n`)
    else if (record.type === 'SRV') process.out(`${record.name}\tservice = ${record.data}\n`)
    else if (record.type === 'PTR') process.out(`${record.name}\tname = ${record.data}\n`)
    else if (record.type === 'TXT') process.out(`${record.name}\ttext = ${record.data}\n`)
    else process.out(`Name:\t${record.name}\nAddress: ${record.data}\n`)
  }
  process.out('\n')
  return 0
}
