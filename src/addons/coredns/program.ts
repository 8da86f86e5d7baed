/** What the program of a coredns pod does: reads its Corefile, serves by it, and reads it again when it has changed. */
import type { Client } from '../../client/client.ts'
import type { DnsServer } from '../../node/network/dns.ts'
import type { HttpResponse } from '../../node/network/http.ts'
import { type ListeningPort, ProgramFailure, type ProgramHost, type RunningProgram } from '../../node/network/system-program.ts'
import { CorefileError, canonicalText, parseCorefile, type ServerBlock } from './corefile.ts'
import { seconds } from './plugin.ts'
import { plugins } from './plugins/index.ts'
import { CoreDnsServer } from './server.ts'
import { sha512 } from './sha512.ts'

const version = '1.14.1'
const known = new Set(plugins.map(({ name }) => name))
const answer = (status: number, body: string): HttpResponse => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body })

/** @throws ProgramFailure */
export function coreDnsProgram(host: ProgramHost, client: Client): RunningProgram {
  return new CoreDnsProgram(host, client)
}

class CoreDnsProgram implements RunningProgram {
  readonly #path: string
  #blocks: readonly ServerBlock[]
  #server: CoreDnsServer
  #digest: string
  #leaving = false
  #timer: { cancel(): void } | undefined
  /** The Corefile as it was last looked at. */
  #looked: string | undefined

  constructor(
    private readonly host: ProgramHost,
    private readonly client: Client,
  ) {
    this.#path = pathOf(host.args)
    const text = host.readFile(this.#path)
    if (text === undefined) throw new ProgramFailure(`loading Caddyfile via flag: open ${this.#path}: no such file or directory`)
    try {
      this.#blocks = this.#parse(text, known)
      this.#server = this.#start(this.#blocks)
    } catch (error) {
      throw error instanceof CorefileError ? new ProgramFailure(error.message) : error
    }
    this.#digest = canonicalText(this.#blocks)
    host.out(`${[...this.#server.announced].map((each) => `${each}\n`).join('')}${this.#running()}CoreDNS-${version}\nlinux/amd64, go1.25.5, b3fc8a1\n`)
    this.#watch()
  }

  get ports(): ListeningPort[] {
    const http = (port: number, serve: () => HttpResponse): ListeningPort => ({ port, listener: { http: serve } })
    return [
      ...this.#server.ports.flatMap((port) => (['UDP', 'TCP'] as const).map((protocol) => ({ port, protocol, listener: { dns: this.#current(port) } }))),
      ...this.#having('health').map((at) => http(portOf(at, 8080), () => (this.#leaving ? answer(503, 'Service Unavailable') : answer(200, 'OK')))),
      ...this.#having('ready').map((at) => http(portOf(at, 8181), () => answer(200, 'OK'))),
      ...this.#having('prometheus').map((at) =>
        http(portOf(at, 9153), () =>
          answer(
            200,
            "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n",
          ),
        ),
      ),
    ]
  }

  leave(): number {
    this.#leaving = true
    const lameduck = this.#lameduck()
    this.host.out('[INFO] SIGTERM: Shutting down servers then terminating\n')
    if (lameduck !== undefined) this.host.out(`[INFO] plugin/health: Going into lameduck mode for ${lameduck}\n`)
    return (seconds(lameduck ?? '0') ?? 0) * 1000
  }

  stop(): void {
    this.#timer?.cancel()
    this.#server.stop()
  }

  /** Whatever is configured at the time. */
  #current(port: number): DnsServer {
    return {
      answer: (...question) => this.#server.listener(port).answer(...question),
      explain: (name) => this.#server.listener(port).explain?.(name) ?? { cause: 'unknown' },
    }
  }

  #parse(text: string, directives?: ReadonlySet<string>): ServerBlock[] {
    const { env, readFile } = this.host
    return parseCorefile({ path: this.#path, text, env, readFile, ...(directives ? { known: directives } : {}) })
  }

  #start(blocks: readonly ServerBlock[]): CoreDnsServer {
    return new CoreDnsServer(blocks, this.host, this.client, (message) => {
      this.host.out(message)
      this.host.exit(1)
    })
  }

  #running(): string {
    return this.#having('reload').length > 0 ? `[INFO] plugin/reload: Running configuration SHA512 = ${sha512(this.#digest)}\n` : ''
  }

  #having(name: string) {
    return this.#blocks.flatMap(({ directives }) => directives.filter((directive) => directive.name === name))
  }

  #lameduck(): string | undefined {
    return this.#having('health')[0]?.block.find(({ words }) => words[0] === 'lameduck')?.words[1]
  }

  /** Looks every now and then, all pods at other moments. */
  #watch(): void {
    const [reload] = this.#having('reload')
    if (!reload) return
    const interval = (seconds(reload.args[0] ?? '30s') ?? 30) * 1000
    const jitter = (seconds(reload.args[1] ?? '15s') ?? 15) * 1000
    const period = Math.round(interval + this.host.random.below(jitter + 1) - jitter / 2)
    const look = (): void => {
      this.#look()
      this.#timer = this.host.clock.after(period, look, { background: true })
    }
    this.#timer = this.host.clock.after(period, look, { background: true })
  }

  #look(): void {
    const { host } = this
    const text = host.readFile(this.#path)
    // What is imported may have changed although the file has not.
    if (text === undefined || (text === this.#looked && !text.includes('import'))) return
    try {
      const digest = canonicalText(this.#parse(text))
      this.#looked = text
      if (digest === this.#digest) return
      this.#digest = digest
    } catch (error) {
      if (!(error instanceof CorefileError)) throw error
      host.out(`[WARNING] plugin/reload: Corefile parse failed: ${error.message}\n`)
      return
    }
    this.#reload(text)
  }

  #reload(text: string): void {
    const { host } = this
    host.out('[INFO] Reloading\n')
    try {
      const blocks = this.#parse(text, known)
      const next = this.#start(blocks)
      const lameduck = this.#lameduck()
      if (lameduck !== undefined) host.out(`[INFO] plugin/health: Going into lameduck mode for ${lameduck}\n`)
      this.#server.stop()
      this.#server = next
      this.#blocks = blocks
      host.out(`${this.#running()}[INFO] Reloading complete\n`)
    } catch (error) {
      if (!(error instanceof CorefileError)) throw error
      host.out(`[ERROR] Restart failed: ${error.message}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${error.message}\n`)
    }
  }
}

/** `-conf /etc/coredns/Corefile` */
function pathOf(args: readonly string[]): string {
  const at = args.findIndex((arg) => /^--?conf$/.test(arg))
  const joined = args.find((arg) => /^--?conf=/.test(arg))?.split('=')[1]
  return joined ?? (at >= 0 ? (args[at + 1] ?? 'Corefile') : 'Corefile')
}

const portOf = ({ args }: { readonly args: readonly string[] }, otherwise: number): number => Number(/:(\d+)$/.exec(args[0] ?? '')?.[1] ?? otherwise)
