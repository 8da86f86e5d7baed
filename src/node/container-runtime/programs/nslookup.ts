/** nslookup, as busybox and as Debian have it. */

import { type Program, sleep } from '../process.ts'
import { defineProgram, isGnu } from './program.ts'

export const nslookup: Program = defineProgram('nslookup', function* (process, args) {
  const operands = args.filter((arg) => !arg.startsWith('-'))
  const type = args
    .find((arg) => /^-(type|query|q)=/.test(arg))
    ?.split('=')[1]
    ?.toUpperCase()
  const name = operands[0]
  const { network, source } = process.environment
  if (name === undefined) {
    process.err('BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n')
    return 1
  }
  const server = operands[1] ?? source.dns?.nameservers[0] ?? '127.0.0.1'
  const at = /^[\d.]+$/.test(server) ? server : (network.lookUp(source, server).data[0] ?? server)
  const connection = network.connect(source, at, 53, 'UDP')
  const dns = connection.ok ? network.nameServer(source, connection, name) : undefined
  if (!dns) {
    yield* sleep(process, 15_000)
    process.out(isGnu(process) ? ';; connection timed out; no servers could be reached\n\n' : ';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  process.out(`Server:\t\t${at}\nAddress:\t${at}${isGnu(process) ? '#53' : ':53'}\n\n`)
  if (/^\d+(\.\d+){3}$/.test(name)) {
    const reverse = `${name.split('.').reverse().join('.')}.in-addr.arpa`
    const answer = dns.answer(reverse, 'PTR')
    if (answer.records.length === 0) {
      process.out(`** server can't find ${reverse}: NXDOMAIN\n\n`)
      return 1
    }
    for (const record of answer.records) process.out(`${reverse}\tname = ${record.data}${isGnu(process) ? '.' : ''}\n`)
    process.out('\n')
    return 0
  }
  const types = type ? ([type] as ('A' | 'AAAA' | 'SRV' | 'PTR')[]) : (['A', 'AAAA'] as const)
  // busybox' nslookup uses the search path; ndots does not stop it from asking for the bare name too.
  const searched = source.dns?.searches ?? []
  const tried =
    name.endsWith('.') || name.split('.').length > 1
      ? name.endsWith('.')
        ? [name.slice(0, -1)]
        : isGnu(process)
          ? [...searched.map((search) => `${name}.${search}`), name]
          : [name]
      : [...searched.map((search) => `${name}.${search}`), name]
  const first = dns.answer((tried[0] ?? name).toLowerCase(), types[0] as 'A')
  if (first.code === 'SERVFAIL' || first.code === 'REFUSED') {
    process.out(`** server can't find ${isGnu(process) ? name : tried[0]}: ${first.code}\n\n`)
    return 1
  }
  const hit = tried.find((candidate) => dns.answer(candidate.toLowerCase(), types[0] as 'A').code === 'NOERROR')
  if (hit === undefined) {
    for (const candidate of isGnu(process) ? [name] : tried.slice(0, 3)) process.out(`** server can't find ${candidate}: NXDOMAIN\n\n`)
    return 1
  }
  if (!isGnu(process)) for (const candidate of tried.slice(0, tried.indexOf(hit))) process.out(`** server can't find ${candidate}: NXDOMAIN\n\n`)
  for (const each of types) {
    const { records } = dns.answer(hit.toLowerCase(), each)
    for (const record of records) {
      if (record.type === 'CNAME') process.out(`${record.name}\tcanonical name = ${record.data}\n`)
      else if (record.type === 'SRV') process.out(`${record.name}\tservice = ${record.data}\n`)
      else process.out(`Name:\t${record.name}\nAddress: ${record.data}\n`)
    }
    if (!isGnu(process) || each === 'A' || records.length > 0) process.out('\n')
  }
  return 0
})
