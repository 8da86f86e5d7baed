/**
 * Whom a service account's token speaks for: its time must be right, its account and what it is bound to must still be there.
 * Models pkg/serviceaccount/{claims,legacy,jwt}.go.
 */
import { nodes, pods, secrets, serviceAccounts } from '../../../api/kinds.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { UserInfo } from '../../../api/request.ts'
import { parseTime } from '../../../api/time.ts'
import type { Secret } from '../../../api/types.ts'
import type { Registry } from '../registry/registry.ts'
import { type Claims, defaultAudiences, issuer, type LegacyClaims, legacyIssuer, type Named, readLegacy } from './service-account-claims.ts'

export type Authenticated = { readonly user: UserInfo; readonly audiences: readonly string[] }
/** What is wrong with the credentials; undefined: nobody here knows them. */
export type Refused = { readonly problem: string | undefined }

/** Clocks differ. */
const leewayMs = 60_000

class Invalid extends Error {}

/** `claims` have a good signature. @param now milliseconds since the epoch */
export function authenticateClaims(
  claims: Claims | LegacyClaims,
  token: string,
  audiences: readonly string[],
  registry: Registry,
  now: number,
): Authenticated | Refused {
  try {
    if (claims.iss === legacyIssuer) return { user: legacyUser(claims as LegacyClaims, token, registry), audiences: granted(defaultAudiences, audiences) }
    if (claims.iss !== issuer) return { problem: undefined }
    const found = granted((claims as Claims).aud, audiences)
    return { user: boundUser(claims as Claims, registry, now), audiences: found }
  } catch (error) {
    if (error instanceof Invalid) return { problem: error.message }
    throw error
  }
}

const list = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`

function granted(own: readonly string[], asked: readonly string[]): string[] {
  const found = own.filter((audience) => asked.includes(audience))
  if (found.length === 0) throw new Invalid(`token audiences ${list(own)} is invalid for the target audiences ${list(asked)}`)
  return found
}

function boundUser({ exp, nbf, jti, 'kubernetes.io': about }: Claims, registry: Registry, now: number): UserInfo {
  if (now - leewayMs > exp * 1000) throw new Invalid('service account token has expired')
  if (now + leewayMs < nbf * 1000) throw new Invalid('service account token is not valid yet')
  const { namespace, serviceaccount, pod, secret, node } = about
  const account = accountOf(registry, namespace, serviceaccount, now)
  if (secret) alive(registry.find(secrets, secret.name, namespace), 'secret', secret, now)
  if (pod) alive(registry.find(pods, pod.name, namespace), 'pod', pod, now)
  else if (node) alive(registry.find(nodes, node.name), 'node', node, now)
  const extra: Record<string, readonly string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] }
  if (node) Object.assign(extra, named('node', node))
  if (pod) Object.assign(extra, named('pod', pod))
  return { ...serviceAccountUser(namespace, serviceaccount.name), uid: account.metadata.uid, extra }
}

/** Gone is what has been deleted for good, or should have been a while ago. */
const isGone = ({ metadata }: KubeObject, now: number): boolean =>
  metadata.deletionTimestamp !== undefined && parseTime(metadata.deletionTimestamp) < now - leewayMs

function accountOf(registry: Registry, namespace: string, { name, uid }: Named, now: number): KubeObject {
  const account = registry.find(serviceAccounts, name, namespace)
  if (!account) throw new Invalid(`serviceaccounts ${JSON.stringify(name)} not found`)
  if (isGone(account, now)) throw new Invalid(`service account ${namespace}/${name} has been deleted`)
  if (account.metadata.uid !== uid) throw new Invalid(`service account UID (${account.metadata.uid}) does not match claim (${uid})`)
  return account
}

function alive(object: KubeObject | undefined, what: string, { uid }: Named, now: number): void {
  if (!object || isGone(object, now)) throw new Invalid('service account token has been invalidated')
  if (object.metadata.uid !== uid) throw new Invalid(`${what} UID (${object.metadata.uid}) does not match service account ${what} ref claim (${uid})`)
}

function legacyUser(claims: LegacyClaims, token: string, registry: Registry): UserInfo {
  const { namespace, secret: secretName, name, uid } = readLegacy(claims)
  const secret = registry.find(secrets, secretName, namespace) as Secret | undefined
  if (!secret || secret.metadata.deletionTimestamp) throw new Invalid('service account token has been invalidated')
  if (atob(secret.data?.token ?? '') !== token) throw new Invalid("service account token does not match server's copy")
  const account = registry.find(serviceAccounts, name, namespace)
  if (!account) throw new Invalid(`serviceaccounts ${JSON.stringify(name)} not found`)
  if (account.metadata.uid !== uid) throw new Invalid(`service account UID (${account.metadata.uid}) does not match claim (${uid})`)
  return { ...serviceAccountUser(namespace, name), uid }
}

const serviceAccountUser = (namespace: string, name: string): UserInfo => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

const named = (what: string, { name, uid = '' }: Named): Record<string, string[]> => ({
  [`authentication.kubernetes.io/${what}-name`]: [name],
  [`authentication.kubernetes.io/${what}-uid`]: [uid],
})
