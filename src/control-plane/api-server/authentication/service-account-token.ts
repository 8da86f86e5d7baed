/**
 * Tokens of service accounts: signed, for an audience, until a time, bound to the account and perhaps to a pod, secret or
 * node, and worthless once what they are bound to is gone. Models pkg/registry/core/serviceaccount/storage/token.go.
 */
import { nodes, pods, secrets, serviceAccounts } from '../../../api/kinds.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Pki } from '../../../api/pki.ts'
import { badRequest, conflict, invalid, invalidValue, notFound } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { Pod, AuthenticationV1TokenRequest as TokenRequest, TokenRequestStatus } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Random } from '../../../random.ts'
import type { Registry } from '../registry/registry.ts'
import { bootstrapUser } from './bootstrap-token.ts'
import { noteUse } from './legacy-token-use.ts'
import { type Authenticated, authenticateClaims, type Refused } from './service-account-authenticator.ts'
import { type Claims, defaultAudiences, issuer, type LegacyClaims, legacyIssuer, readLegacy } from './service-account-claims.ts'

const minSeconds = 600
const maxSeconds = 2 ** 32
const defaultSeconds = 3600
/** What admission asks for in pods. Their tokens are good for a year, for programs that never read them anew. */
const projectedSeconds = 3607
const yearSeconds = 365 * 24 * 60 * 60

const boundKinds = { Pod: pods, Secret: secrets, Node: nodes } as const

export class ServiceAccountTokens {
  constructor(
    private readonly registry: Registry,
    private readonly pki: Pki,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * Answers a TokenRequest. For a component of this process the token is signed when it reads it: most pods never read
   * theirs, and a signature takes its time. @throws 404, 409, 422
   */
  issue(namespace: string, name: string, request: TokenRequest, component: boolean): TokenRequest {
    const account = this.registry.find(serviceAccounts, name, namespace)
    if (!account) throw notFound(serviceAccounts, name)
    const seconds = request.spec?.expirationSeconds ?? defaultSeconds
    checkSeconds(seconds)
    const audiences = request.spec?.audiences?.length ? request.spec.audiences : defaultAudiences
    const now = Math.floor(this.clock.now() / 1000)
    const bound = this.#binding(namespace, name, request)
    const isExtended = seconds === projectedSeconds && bound.pod !== undefined && audiences.every((audience) => defaultAudiences.includes(audience))
    const claims: Claims = {
      aud: audiences,
      exp: now + (isExtended ? yearSeconds : seconds),
      iat: now,
      iss: issuer,
      jti: this.random.uuid(),
      'kubernetes.io': {
        namespace,
        ...bound,
        serviceaccount: { name, uid: account.metadata.uid },
        ...(isExtended ? { warnafter: now + seconds } : {}),
      },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    }
    const expirationTimestamp = formatTime((now + seconds) * 1000)
    return {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name, namespace, creationTimestamp: formatTime(this.clock.now()) } as TokenRequest['metadata'],
      spec: { audiences: [...audiences], boundObjectRef: (request.spec?.boundObjectRef ?? null) as never, expirationSeconds: seconds },
      status: component ? new UnsignedToken(this.pki, claims, expirationTimestamp) : { token: this.pki.signToken(claims), expirationTimestamp },
    }
  }

  /** Who the token speaks for and for which of the audiences, or what is wrong with it here and now. */
  authenticate(token: string, audiences: readonly string[] = defaultAudiences): Authenticated | Refused {
    const now = this.clock.now()
    const claims = this.pki.verifyToken(token) as Claims | LegacyClaims | undefined
    if (claims) {
      const found = authenticateClaims(claims, token, audiences, this.registry, now)
      if ('user' in found && claims.iss === legacyIssuer) noteUse(readLegacy(claims as LegacyClaims), this.registry, now)
      return found
    }
    const user = bootstrapUser(token, this.registry, now)
    return user ? { user, audiences } : { problem: undefined }
  }

  #binding(namespace: string, account: string, request: TokenRequest): Partial<Claims['kubernetes.io']> {
    const reference = request.spec?.boundObjectRef
    if (!reference?.kind) return {}
    const kind = boundKinds[reference.kind as keyof typeof boundKinds]
    const name = reference.name ?? ''
    const [version = '', group = ''] = (reference.apiVersion ?? '').split('/').reverse()
    if (!kind || group !== '') throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${reference.kind}`)
    const object = this.registry.find<KubeObject>(kind as never, name, kind.namespaced ? namespace : '')
    if (!object) throw notFound(kind, name)
    if (reference.kind === 'Pod' && (object as Pod).spec.serviceAccountName !== account)
      throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`)
    if (reference.uid && reference.uid !== object.metadata.uid)
      throw conflict(
        { group: '', plural: reference.kind },
        name,
        `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      )
    const bound = { name, uid: object.metadata.uid }
    if (reference.kind !== 'Pod') return { [reference.kind.toLowerCase()]: bound }
    const nodeName = (object as Pod).spec.nodeName
    const node = nodeName ? this.registry.find(nodes, nodeName) : undefined
    return { pod: bound, ...(node ? { node: { name: node.metadata.name, uid: node.metadata.uid } } : {}) }
  }
}

/** The same token whenever it is read. A class, because an object with a getter of its own takes five times the room. */
class UnsignedToken implements TokenRequestStatus {
  readonly #pki: Pki
  readonly #claims: Claims
  #token: string | undefined

  constructor(
    pki: Pki,
    claims: Claims,
    readonly expirationTimestamp: string,
  ) {
    this.#pki = pki
    this.#claims = claims
  }

  get token(): string {
    this.#token ??= this.#pki.signToken(this.#claims)
    return this.#token
  }

  toJSON(): TokenRequestStatus {
    return { token: this.token, expirationTimestamp: this.expirationTimestamp }
  }
}

function checkSeconds(seconds: number): void {
  const path = 'spec.expirationSeconds'
  const name = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
  if (seconds < minSeconds) throw invalid(name, '', [invalidValue(path, seconds, 'may not specify a duration less than 10 minutes')])
  if (seconds > maxSeconds) throw invalid(name, '', [invalidValue(path, seconds, 'may not specify a duration larger than 2^32 seconds')])
}
