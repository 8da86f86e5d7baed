/**
 * Tokens of service accounts: signed, for an audience, until a time, bound to the account and perhaps to a pod, secret or
 * node, and worthless once what they are bound to is gone. Models pkg/serviceaccount/claims.go.
 */
import { nodes, pods, secrets, serviceAccounts } from '../../../api/kinds.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Pki } from '../../../api/pki.ts'
import type { UserInfo } from '../../../api/request.ts'
import { badRequest, conflict, invalid, invalidValue, notFound, required } from '../../../api/status.ts'
import type { AuthenticationV1TokenRequest as TokenRequest } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Random } from '../../../random.ts'
import type { Registry } from '../registry/registry.ts'

const issuer = 'https://kubernetes.default.svc.cluster.local'
const defaultAudiences = [issuer]

const minSeconds = 600
const maxSeconds = 2 ** 32
const defaultSeconds = 3600

const boundKinds = { Pod: pods, Secret: secrets, Node: nodes } as const

interface Claims {
  iss: string
  sub: string
  aud: string[]
  exp: number
  iat: number
  nbf: number
  jti: string
  'kubernetes.io': { namespace: string; serviceaccount: Named; pod?: Named; secret?: Named; node?: Named }
}

interface Named {
  name: string
  uid?: string
}

export class ServiceAccountTokens {
  constructor(
    private readonly registry: Registry,
    private readonly pki: Pki,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Answers a TokenRequest. @throws 404, 409, 422 */
  issue(namespace: string, name: string, request: TokenRequest): TokenRequest {
    const account = this.registry.find(serviceAccounts, name, namespace)
    if (!account) throw notFound(serviceAccounts, name)
    const seconds = request.spec?.expirationSeconds ?? defaultSeconds
    checkSeconds(seconds)
    const audiences = request.spec?.audiences?.length ? request.spec.audiences : defaultAudiences
    const now = Math.floor(this.clock.now() / 1000)
    const claims: Claims = {
      aud: audiences,
      exp: now + seconds,
      iat: now,
      iss: issuer,
      jti: this.random.uuid(),
      'kubernetes.io': { namespace, ...this.#binding(namespace, name, request), serviceaccount: { name, uid: account.metadata.uid } },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    }
    return {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name, namespace, creationTimestamp: iso(this.clock.now()) } as TokenRequest['metadata'],
      spec: { ...request.spec, audiences, expirationSeconds: seconds },
      status: { token: this.pki.signToken(claims), expirationTimestamp: iso((now + seconds) * 1000) },
    }
  }

  /** Who the token speaks for and for which audiences, or undefined if it proves nothing here and now. */
  verify(token: string, audiences: readonly string[] = defaultAudiences): { user: UserInfo; audiences: string[] } | undefined {
    const claims = this.pki.verifyToken(token) as Claims | undefined
    const now = this.clock.now() / 1000
    if (!claims || claims.iss !== issuer || now >= claims.exp || now < claims.nbf) return undefined
    const granted = audiences.filter((audience) => claims.aud.includes(audience))
    if (granted.length === 0) return undefined
    const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io']
    const account = this.registry.find(serviceAccounts, serviceaccount.name, namespace)
    if (!account || account.metadata.uid !== serviceaccount.uid) return undefined
    if (pod && !this.#alive(pods, pod, namespace)) return undefined
    if (secret && !this.#alive(secrets, secret, namespace)) return undefined
    const extra: Record<string, readonly string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] }
    if (node) Object.assign(extra, named('node', node))
    if (pod) Object.assign(extra, named('pod', pod))
    return { user: { ...serviceAccountUser(namespace, serviceaccount.name), uid: account.metadata.uid, extra }, audiences: granted }
  }

  #alive(kind: typeof pods | typeof secrets, bound: Named, namespace: string): boolean {
    const object = this.registry.find<KubeObject>(kind as never, bound.name, namespace)
    return object !== undefined && object.metadata.uid === bound.uid
  }

  #binding(namespace: string, account: string, request: TokenRequest): Partial<Claims['kubernetes.io']> {
    const reference = request.spec?.boundObjectRef
    if (!reference?.kind) return {}
    const kind = boundKinds[reference.kind as keyof typeof boundKinds]
    const name = reference.name ?? ''
    if (!kind)
      throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(account)} to object with gvk ${reference.apiVersion}, Kind=${reference.kind}`)
    const object = this.registry.find<KubeObject>(kind as never, name, kind.namespaced ? namespace : '')
    if (!object) throw notFound(kind, name)
    if (reference.uid && reference.uid !== object.metadata.uid)
      throw conflict(
        kind,
        name,
        `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      )
    const bound = { name, uid: object.metadata.uid }
    if (reference.kind !== 'Pod') return { [reference.kind.toLowerCase()]: bound }
    const nodeName = (object as { spec?: { nodeName?: string } }).spec?.nodeName
    const node = nodeName ? this.registry.find(nodes, nodeName) : undefined
    return { pod: bound, ...(node ? { node: { name: node.metadata.name, uid: node.metadata.uid } } : {}) }
  }
}

const serviceAccountUser = (namespace: string, name: string): UserInfo => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

const named = (what: string, { name, uid = '' }: Named): Record<string, string[]> => ({
  [`authentication.kubernetes.io/${what}-name`]: [name],
  [`authentication.kubernetes.io/${what}-uid`]: [uid],
})

function checkSeconds(seconds: number): void {
  const path = 'spec.expirationSeconds'
  const name = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
  if (!Number.isInteger(seconds)) throw invalid(name, '', [required(path)])
  if (seconds < minSeconds) throw invalid(name, '', [invalidValue(path, seconds, 'may not specify a duration less than 10 minutes')])
  if (seconds > maxSeconds) throw invalid(name, '', [invalidValue(path, seconds, 'may not specify a duration larger than 2^32 seconds')])
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
