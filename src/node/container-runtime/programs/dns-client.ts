/** What the programs that ask name servers share: reaching one, and asking again over TCP what was too long. */
import { type DnsAnswer, isAddress, type RecordType } from '../../network/dns.ts'
import type { Process } from '../process.ts'

export interface NameServer {
  readonly address: string
  /** Undefined where nobody answers. */
  readonly ask: ((name: string, type: RecordType, bufsize?: number) => DnsAnswer & { readonly retried: boolean }) | undefined
}

/** The server of that name or address, or the first one of /etc/resolv.conf; undefined for a name that has no address. */
export function reachServer(process: Process, server: string | undefined, about: string, port = 53): NameServer | undefined {
  const { network, source } = process.environment
  const wanted = server ?? source.dns?.nameservers[0] ?? '127.0.0.1'
  const address = isAddress(wanted) ? wanted : network.lookUp(source, wanted).data[0]
  if (address === undefined) return undefined
  const connection = network.connect(source, address, port, 'UDP')
  const dns = connection.ok ? network.nameServer(source, connection, about) : undefined
  if (!dns) return { address, ask: undefined }
  return {
    address,
    ask(name, type, bufsize) {
      const client = { ip: source.ip, ...(bufsize === undefined ? {} : { bufsize }) }
      const answer = dns.answer(name.toLowerCase(), type, client)
      return answer.truncated ? { ...dns.answer(name.toLowerCase(), type, { ...client, protocol: 'TCP' }), retried: true } : { ...answer, retried: false }
    },
  }
}

/** `5.2.244.10.in-addr.arpa` */
export const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`

export const isIPv4 = (text: string): boolean => /^\d+(\.\d+){3}$/.test(text)

/** Names that records point to are written with a dot at the end, addresses without. */
export const dotted = (data: string, type: RecordType): string => (['A', 'AAAA', 'TXT', 'SOA'].includes(type) || data.endsWith('.') ? data : `${data}.`)

/** Nobody answered three times. */
export const silence = 15_000
export const timedOut = ';; connection timed out; no servers could be reached\n\n'
