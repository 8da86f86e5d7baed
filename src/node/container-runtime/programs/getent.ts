/** getent: what the system knows about hosts, by files and name servers as its C library asks them. */
import type { Program } from '../process.ts'
import { isIPv4, reverseName } from './dns-client.ts'
import { defineProgram, isGnu } from './program.ts'

const databases = new Set(['hosts', 'ahosts', 'ahostsv4'])

export const getent: Program = defineProgram('getent', (process, args) => {
  const [database = '', ...keys] = args
  if (!databases.has(database)) {
    process.err(`Unknown database: ${database}\n`)
    return 1
  }
  const { network, source } = process.environment
  for (const key of keys) {
    const own = key === 'localhost' ? '127.0.0.1' : key === source.hostname ? source.ip : source.hosts?.[key]
    const asked = isIPv4(key) ? network.lookUp(source, `${reverseName(key)}.`, 'PTR') : network.lookUp(source, key)
    const found = own === undefined ? asked.data : [own]
    if (found.length === 0) return 2
    const name = isIPv4(key) ? (found[0] as string) : own === undefined ? (asked.records.find(({ type }) => type === 'A')?.name ?? asked.name) : key
    const addresses = isIPv4(key) ? [key] : found
    for (const address of database === 'hosts' ? addresses : [])
      process.out(
        isGnu(process) ? `${address.padEnd(15)} ${name}\n` : `${address.padEnd(17)} ${name}  ${name}${key === name || isIPv4(key) ? '' : ` ${key}`}\n`,
      )
    for (const address of database === 'hosts' ? [] : addresses)
      for (const kind of ['STREAM', 'DGRAM', 'RAW']) process.out(`${address.padEnd(15)} ${kind.padEnd(6)} ${kind === 'STREAM' ? name : ''}\n`)
  }
  return 0
})
