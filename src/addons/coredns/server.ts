/**
 * CoreDNS: the cluster's name server. In a real cluster it runs as a Deployment behind the Service kube-dns; its Corefile,
 * from a ConfigMap, says for which zones it answers how: each server block is a chain of plugins. Here each pod of it has
 * its knowledge from watches of its own: without a running pod nobody gets an answer. Simulated: the plugins that
 * kubeadm's Corefile and tutorials use, reloading, errors in the Corefile, answers too long for UDP. Left out: zone
 * files and transfers, DNSSEC, metrics, how long upstreams take.
 */
import type { Client } from '../../client/client.ts'
import type { DnsAnswer, DnsClient, DnsServer, RecordType } from '../../node/network/dns.ts'
import { fitting } from '../../node/network/dns-message.ts'
import type { NameReason } from '../../node/network/reason.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'
import { CorefileError, type Directive, type ServerBlock } from './corefile.ts'
import { type Handler, isWithin, type Question, refused, type ServerParts, zoneName } from './plugin.ts'
import { plugins } from './plugins/index.ts'

const defaultPort = 53
const smallest = 512

interface Served {
  readonly zone: string
  readonly port: number
  readonly handle: Handler
}

/** A configuration at work. */
export class CoreDnsServer {
  readonly #served: Served[] = []
  readonly #stops: (() => void)[] = []
  readonly #explain: ((name: string) => NameReason | undefined)[] = []

  /** @throws CorefileError */
  constructor(
    blocks: readonly ServerBlock[],
    private readonly host: ProgramHost,
    private readonly client: Client,
    private readonly fatal: (message: string) => void,
  ) {
    for (const block of blocks) this.#serve(block)
  }

  /** `.:53`, `example.org.:53`, as it is announced. */
  get announced(): readonly string[] {
    return this.#served.map(({ zone, port }) => `${zone === '.' ? '' : zone}.:${port}`)
  }

  get ports(): readonly number[] {
    return [...new Set(this.#served.map(({ port }) => port))]
  }

  listener(port: number): DnsServer {
    return {
      answer: (name, type, client) => this.#answer(port, name, type, client),
      explain: (name) => this.#explain.map((each) => each(name)).find((reason) => reason !== undefined) ?? { cause: 'unknown', by: 'CoreDNS' },
    }
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  #serve({ keys, directives }: ServerBlock): void {
    const addresses = keys.map(addressOf)
    const zones = addresses.map(({ zone }) => zone)
    const parts: ServerParts = {
      host: this.host,
      client: this.client,
      zones,
      whole: (question) => this.#handle(addresses[0]?.port ?? defaultPort, question),
      onStop: (action) => this.#stops.push(action),
      explains: (explain) => this.#explain.push(explain),
      fatal: this.fatal,
    }
    const links = plugins.flatMap((plugin) => {
      const own = directives.filter(({ name }) => name === plugin.name) as [Directive, ...Directive[]]
      return own.length > 0 ? (plugin.setup(own, parts) ?? []) : []
    })
    const handle = links.reduceRight<Handler>((next, link) => link(next), refused)
    for (const { zone, port } of addresses) {
      if (this.#served.some((other) => other.zone === zone && other.port === port))
        throw new CorefileError(`cannot serve dns://${zone === '.' ? '' : zone}.:${port} - it is already defined`)
      this.#served.push({ zone, port, handle })
    }
  }

  #handle(port: number, question: Question): ReturnType<Handler> {
    const fitting = this.#served.filter((served) => served.port === port && isWithin(question.name, served.zone))
    const [closest] = fitting.sort((a, b) => b.zone.length - a.zone.length)
    return (closest?.handle ?? refused)(question)
  }

  #answer(port: number, name: string, type: RecordType, client: DnsClient = { ip: '0.0.0.0' }): DnsAnswer {
    const { ip, protocol = 'UDP', bufsize, depth = 0 } = client
    const question: Question = { name, type, client: ip, protocol, depth, ...(bufsize === undefined ? {} : { bufsize }) }
    const reply = this.#handle(port, question)
    const { records, truncated } =
      protocol === 'TCP' ? { records: reply.answer, truncated: false } : fitting(question, reply.answer, reply.authority ?? [], bufsize ?? smallest)
    const { code, authority, authoritative, recursive } = reply
    const flags = { ...(authoritative ? { authoritative } : {}), ...(recursive ? { recursive } : {}), ...(truncated ? { truncated } : {}) }
    return { code, records, ...(authority ? { authority } : {}), ...flags }
  }
}

/** `dns://example.org.:5353` */
function addressOf(key: string): { zone: string; port: number } {
  const [, zone = '.', port] = /^(?:\w+:\/\/)?(.*?)(?::(\d+))?$/.exec(key) ?? []
  return { zone: zone === '' ? '.' : zoneName(zone), port: port === undefined ? defaultPort : Number(port) }
}
