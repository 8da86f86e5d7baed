/** DNS questions and answers, and the stub resolver that every pod has in its C library. */
import type { NameReason } from './reason.ts'

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'PTR' | 'CNAME' | 'TXT' | 'NS' | 'SOA' | 'MX'

export interface DnsRecord {
  /** Fully qualified, without the final dot. */
  readonly name: string
  readonly type: RecordType
  readonly ttl: number
  /** Address, target name, or for SRV `priority weight port target`. */
  readonly data: string
}

export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  readonly records: readonly DnsRecord[]
  /** Where there is no record: the zone that says so. */
  readonly authority?: readonly DnsRecord[]
  /** The server speaks for the zone itself, and asks others for whom it does not (`aa`, `ra`). */
  readonly authoritative?: boolean
  readonly recursive?: boolean
  /** There is more than fits in a packet: ask again over TCP. */
  readonly truncated?: boolean
}

/** Who asks, and how; a UDP client without EDNS at 0.0.0.0 unless told. */
export interface DnsClient {
  readonly ip: string
  readonly protocol?: 'UDP' | 'TCP'
  /** What an answer over UDP may have in bytes, where the client says. */
  readonly bufsize?: number
  /** Name servers that the question has come through. */
  readonly depth?: number
}

export interface DnsServer {
  /** `name` in lower case, without the final dot. */
  answer(name: string, type: RecordType, client?: DnsClient): DnsAnswer
  /** Why a name has no address. */
  explain?(name: string): NameReason
}

/** What /etc/resolv.conf says. */
export interface ResolverConfig {
  readonly nameservers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly string[]
}

export const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':')

/** The names that a resolver tries for `host`, in order: the search path first if it has fewer dots than `ndots`. */
export function candidates(host: string, config: ResolverConfig): readonly string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)]
  const ndots = Number(config.options.find((option) => option.startsWith('ndots:'))?.slice(6) ?? 1)
  const dots = host.split('.').length - 1
  const searched = config.searches.map((search) => `${host}.${search.replace(/\.$/, '')}`)
  return dots >= ndots ? [host, ...searched] : [...searched, host]
}

export interface Lookup {
  readonly code: DnsAnswer['code'] | 'no-servers'
  /** Addresses, or for other types the data of the records. */
  readonly data: readonly string[]
  readonly records: readonly DnsRecord[]
  /** The name that answered, or the last one tried. */
  readonly name: string
}

/**
 * Asks for the candidates of `host` in turn until one answers. `ask` is undefined where no name server can be reached.
 */
export function lookUp(host: string, type: RecordType, config: ResolverConfig, ask: DnsServer['answer'] | undefined): Lookup {
  const names = candidates(host, config)
  if (!ask) return { code: 'no-servers', data: [], records: [], name: host }
  let empty: Lookup | undefined
  for (const name of names) {
    const asked = ask(name.toLowerCase(), type)
    const { code, records } = asked.truncated ? ask(name.toLowerCase(), type, { ip: '', protocol: 'TCP' }) : asked
    const data = records.filter((record) => record.type === type).map((record) => record.data)
    if (code === 'NOERROR' && data.length > 0) return { code, data, records, name }
    if (code === 'NOERROR') empty ??= { code, data, records, name }
    if (code === 'SERVFAIL') return { code, data: [], records: [], name }
  }
  return empty ?? { code: 'NXDOMAIN', data: [], records: [], name: names.at(-1) ?? host }
}
