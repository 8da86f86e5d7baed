/** What a CoreDNS plugin is: it answers a question, or hands it on to the next in the chain. */
import type { Client } from '../../client/client.ts'
import type { DnsRecord, RecordType } from '../../node/network/dns.ts'
import type { NameReason } from '../../node/network/reason.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'
import { CorefileError, type Directive } from './corefile.ts'

export interface Question {
  /** In lower case, without the final dot. */
  readonly name: string
  readonly type: RecordType | 'HINFO'
  readonly client: string
  readonly protocol: 'UDP' | 'TCP'
  /** What fits in an answer over UDP; undefined without EDNS: 512. */
  readonly bufsize?: number
  /** Name servers that it has come through. */
  readonly depth: number
}

export interface Reply {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  readonly answer: readonly DnsRecord[]
  readonly authority?: readonly DnsRecord[]
  readonly authoritative?: boolean
  readonly recursive?: boolean
  /** What the `errors` plugin writes. */
  readonly error?: string
}

export type Handler = (question: Question) => Reply

/** A server block at work: what plugins share. */
export interface ServerParts {
  readonly host: ProgramHost
  readonly client: Client
  readonly zones: readonly string[]
  /** Answers as the whole server would: for aliases that lead elsewhere. */
  readonly whole: Handler
  /** Who can say why a name has no address. */
  explains(explain: (name: string) => NameReason | undefined): void
  /** Called when the block ends, by reload or with the program. */
  onStop(action: () => void): void
  /** Ends the program, as a fatal error does. */
  fatal(message: string): void
}

export interface Plugin {
  readonly name: string
  /**
   * Its place in the chain, from the directives of its name (one after the other, as they stand). Undefined: it takes no part
   * in answering. @throws CorefileError
   */
  setup(directives: readonly Directive[], parts: ServerParts): ((next: Handler) => Handler) | undefined
}

export const definePlugin = (plugin: Plugin): Plugin => plugin

/** Who nobody answers for. */
export const refused: Handler = () => ({ code: 'REFUSED', answer: [] })

export const isWithin = (name: string, zone: string): boolean => zone === '.' || zone === '' || name === zone || name.endsWith(`.${zone}`)

/** `Cluster.Local.` → `cluster.local`; `10.0.0.0/8` → `10.in-addr.arpa`. */
export function zoneName(text: string): string {
  const range = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(8|16|24)$/.exec(text)
  if (range)
    return `${range
      .slice(1, 1 + Number(range[5]) / 8)
      .reverse()
      .join('.')}.in-addr.arpa`
  return text === '.' ? '.' : text.toLowerCase().replace(/\.$/, '')
}

/** `plugin/hosts: /etc/coredns/Corefile:5 - Error during parsing: …` */
export const wrongAt = ({ name, file }: Directive, line: number, message: string): CorefileError =>
  new CorefileError(`plugin/${name}: ${file}:${line} - Error during parsing: ${message}`)

export const wrong = (plugin: string, message: string): CorefileError => new CorefileError(`plugin/${plugin}: ${message}`)

export const wrongCount = (directive: Directive, word = directive.name, line = directive.line): CorefileError =>
  wrongAt(directive, line, `Wrong argument count or unexpected line ending after '${word}'`)

/** Go's duration, or a bare number of seconds, in seconds; undefined for neither. */
export function seconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.map(([part]) => part).join('') !== text || parts.length === 0) return undefined
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit as string] as number), 0)
}
