/**
 * Who is asking? A client certificate of the cluster's CA, a token of a service account or of a node that joins, or nobody (system:anonymous).
 * Components in this process carry the identity that their credentials would prove. Not simulated: OIDC, webhook and
 * static tokens, front-proxy headers.
 */
import type { ApiRequest, PeerCertificate, UserInfo } from '../../../api/request.ts'
import { unauthorized } from '../../../api/status.ts'
import type { ServiceAccountTokens } from './service-account-token.ts'

const authenticated = 'system:authenticated'

const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] }

/** @throws 401 for credentials that prove nothing. */
export function authenticate(request: ApiRequest, tokens: ServiceAccountTokens, now: number): UserInfo {
  if (request.component) return componentUser(request.component)
  if (request.peer) return withAuthenticated(certificateUser(request.peer, now))
  const header = request.headers?.authorization
  if (header === undefined) return anonymous
  const token = /^bearer\s+(\S+)$/i.exec(header.trim())?.[1]
  const found = token === undefined ? undefined : tokens.authenticate(token)
  if (!found || !('user' in found)) throw unauthorized()
  return withAuthenticated(found.user)
}

const components = new WeakMap<UserInfo, UserInfo>()

/** The same object each time, by which RBAC remembers what a component may do. */
function componentUser(component: UserInfo): UserInfo {
  let user = components.get(component)
  if (!user) components.set(component, (user = withAuthenticated(component)))
  return user
}

function certificateUser(peer: PeerCertificate, now: number): UserInfo {
  if (now < peer.notBefore || now >= peer.notAfter || peer.commonName === '') throw unauthorized()
  return {
    username: peer.commonName,
    groups: peer.organizations,
    ...(peer.fingerprint ? { extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${peer.fingerprint}`] } } : {}),
  }
}

export const withAuthenticated = (user: UserInfo): UserInfo =>
  user.groups.includes(authenticated) ? user : { ...user, groups: [...user.groups, authenticated] }
