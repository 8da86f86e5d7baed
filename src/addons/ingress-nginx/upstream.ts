/** Which endpoint a request goes to. Models rootfs/etc/nginx/lua/balancer. */
import type { EndpointSlice, Service } from '../../api/types.ts'
import type { Lister } from '../../client/informer.ts'
import type { HttpRequest } from '../../node/network/http.ts'
import type { Random } from '../../random.ts'
import type { Canary } from './annotations.ts'
import { type Backend, type Location, upstreamName } from './servers.ts'

export interface Endpoint {
  /** An address, or for an ExternalName a name. */
  readonly host: string
  readonly port: number
}

/** The endpoints to ask, the first one first, and the cookie that makes a client come back to it. */
export interface Order {
  readonly endpoints: readonly Endpoint[]
  readonly cookie?: string
}

interface UpstreamOptions {
  readonly services: Lister<Service>
  readonly slices: Lister<EndpointSlice>
  readonly random: Random
}

export class Upstreams {
  readonly #turns = new Map<string, number>()
  readonly #cookies = new Map<string, Endpoint>()
  readonly #endpoints = new Map<string, readonly Endpoint[]>()

  constructor(private readonly options: UpstreamOptions) {}

  /** Services or their endpoints have changed. */
  forget(): void {
    this.#endpoints.clear()
  }

  /** The ready endpoints of a Service's port. */
  endpoints(backend: Backend): readonly Endpoint[] {
    const name = upstreamName(backend)
    let found = this.#endpoints.get(name)
    if (!found) this.#endpoints.set(name, (found = this.#lookUp(backend)))
    return found
  }

  #lookUp({ namespace, service, port }: Backend): readonly Endpoint[] {
    const object = this.options.services.get(service, namespace)
    const wanted = object?.spec?.ports?.find((each) => (typeof port === 'number' ? each.port === port : each.name === port))
    if (object?.spec?.type === 'ExternalName') return [{ host: object.spec.externalName ?? '', port: Number(wanted?.port ?? port) }]
    if (!wanted) return []
    return this.options.slices
      .list(namespace)
      .filter(({ metadata, addressType }) => addressType === 'IPv4' && metadata.labels?.['kubernetes.io/service-name'] === service)
      .flatMap(({ ports = [], endpoints = [] }) => {
        const number = ports.find((each) => (each.name ?? '') === (wanted.name ?? ''))?.port
        if (number === undefined) return []
        return endpoints
          .filter(({ conditions }) => conditions?.ready !== false)
          .flatMap(({ addresses }) => addresses.slice(0, 1).map((host) => ({ host, port: number })))
      })
  }

  /** Main or canary: what a header or cookie says, else the weight. */
  backend(location: Location, request: HttpRequest): { readonly main: Backend; readonly alternative?: Backend } {
    const { backend: main, canaries } = location
    const taken = canaries.find(({ canary }) => this.#takes(canary, request))
    return taken ? { main, alternative: taken.backend } : { main }
  }

  #takes(canary: Canary, { headers }: HttpRequest): boolean {
    const { header, headerValue, headerPattern, cookie, weight, weightTotal } = canary
    const sent = header === undefined ? undefined : headers[header.toLowerCase()]
    if (sent !== undefined) {
      if (headerValue !== undefined) {
        if (sent === headerValue) return true
      } else if (headerPattern !== undefined) {
        if (new RegExp(headerPattern).test(sent)) return true
      } else if (sent === 'always' || sent === 'never') return sent === 'always'
    }
    const said = cookie === undefined ? undefined : cookieOf(headers.cookie, cookie)
    if (said === 'always' || said === 'never') return said === 'always'
    return weight > 0 && this.options.random.below(weightTotal) < weight
  }

  /** All endpoints, the one whose turn it is first: the next one takes over where one does not answer. */
  inTurn(name: string, endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const turn = (this.#turns.get(name) ?? this.options.random.below(endpoints.length)) % endpoints.length
    this.#turns.set(name, turn + 1)
    return [...endpoints.slice(turn), ...endpoints.slice(0, turn)]
  }

  /** The endpoint that a client's cookie stands for, as long as it is there; else another one and the cookie for it. */
  kept(name: string, endpoints: readonly Endpoint[], cookie: string | undefined, now: number): Order {
    const known = cookie === undefined ? undefined : this.#cookies.get(`${name} ${cookie}`)
    const same = known && endpoints.find(({ host, port }) => host === known.host && port === known.port)
    if (same) return { endpoints: [same, ...endpoints.filter((each) => each !== same)] }
    const order = this.inTurn(name, endpoints)
    const { random } = this.options
    const fresh = `${Math.floor(now / 1000)}.${String(now % 1000).padStart(3, '0')}.${random.below(100)}.${random.below(1_000_000)}|${random.hex(32)}`
    this.#cookies.set(`${name} ${fresh}`, order[0] as Endpoint)
    return { endpoints: order, cookie: fresh }
  }
}

/** The value of a cookie of a request. */
export const cookieOf = (header: string | undefined, name: string): string | undefined =>
  (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1)
