/**
 * Who may ask a kubelet: it lets the API server say who somebody is (TokenReview) and what they may do
 * (SubjectAccessReview), and remembers that for a while. Models pkg/kubelet/server/auth.go. Left out: client certificates.
 */
import { subjectAccessReviews, tokenReviews } from '../../api/kinds.ts'
import type { UserInfo } from '../../api/request.ts'
import type { Client } from '../../client/client.ts'
import type { Clock } from '../../clock.ts'

const rememberedMs = 120_000

export interface Refused {
  readonly status: 401 | 403
  readonly message: string
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export class KubeletAuth {
  readonly #verdicts = new Map<string, { readonly refused: Refused | undefined; readonly until: number }>()

  constructor(
    private readonly nodeName: string,
    private readonly client: Client,
    private readonly clock: Clock,
  ) {}

  /** Why the request is refused, or undefined. */
  refusal({ method, path, headers }: Asked): Refused | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    const [verb, subresources] = [verbs[method] ?? '', subresourcesOf(path.split('?')[0] ?? '')]
    const key = `${token} ${verb} ${subresources.join(',')}`
    const known = this.#verdicts.get(key)
    if (known && known.until > this.clock.now()) return known.refused
    const refused = this.#ask(token, verb, subresources)
    this.#verdicts.set(key, { refused, until: this.clock.now() + rememberedMs })
    return refused
  }

  #ask(token: string, verb: string, subresources: readonly string[]): Refused | undefined {
    const user = token === '' ? undefined : this.#userOf(token)
    if (!user) return { status: 401, message: 'Unauthorized' }
    if (subresources.some((subresource) => this.#may(user, verb, subresource))) return undefined
    const message = `Forbidden (user=${user.username}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(' ')}])`
    return { status: 403, message }
  }

  #userOf(token: string): UserInfo | undefined {
    const { status } = this.client.create(tokenReviews, { metadata: { name: '' }, spec: { token } })
    return status?.authenticated ? { username: status.user?.username ?? '', groups: status.user?.groups ?? [] } : undefined
  }

  #may({ username, groups }: UserInfo, verb: string, subresource: string): boolean {
    const resourceAttributes = { verb, version: 'v1', resource: 'nodes', subresource, name: this.nodeName }
    const spec = { user: username, groups: [...groups], resourceAttributes }
    return this.client.create(subjectAccessReviews, { metadata: { name: '' }, spec }).status?.allowed ?? false
  }
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

const own: readonly (readonly [path: string, subresources: readonly string[]])[] = [
  ['/stats', ['stats']],
  ['/metrics', ['metrics']],
  ['/logs', ['log']],
  ['/checkpoint', ['checkpoint']],
  ['/healthz', ['healthz', 'proxy']],
  ['/pods', ['pods', 'proxy']],
  ['/runningpods', ['pods', 'proxy']],
  ['/configz', ['configz', 'proxy']],
]

/** Any one of these will do. */
const subresourcesOf = (path: string): readonly string[] => own.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? ['proxy']
