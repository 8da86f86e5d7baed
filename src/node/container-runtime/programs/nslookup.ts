/** nslookup, as busybox has it: every question of the search path is asked, and every answer shown. */
import type { RecordType } from '../../network/dns.ts'
import { type Process, type Program, sleep } from '../process.ts'
import { isIPv4, type NameServer, reachServer, reverseName, silence, timedOut } from './dns-client.ts'
import { defineProgram } from './program.ts'

const usage = 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n'

export const nslookup: Program = defineProgram('nslookup', function* (process, args) {
  const [name, server] = args.filter((arg) => !arg.startsWith('-'))
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
