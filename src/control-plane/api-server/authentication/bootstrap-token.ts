/** Tokens with which nodes join: `abcdef.0123456789abcdef`, kept in secrets of kube-system. Models plugin/pkg/auth/authenticator/token/bootstrap. */
import { secrets } from '../../../api/kinds.ts'
import type { UserInfo } from '../../../api/request.ts'
import { parseTime } from '../../../api/time.ts'
import type { Secret } from '../../../api/types.ts'
import type { Registry } from '../registry/registry.ts'

/** @returns undefined for what is no such token, or none that is good now. */
export function bootstrapUser(token: string, registry: Registry, now: number): UserInfo | undefined {
  const [, id, secretPart] = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token) ?? []
  const secret = id === undefined ? undefined : (registry.find(secrets, `bootstrap-token-${id}`, 'kube-system') as Secret | undefined)
  if (secret?.type !== 'bootstrap.kubernetes.io/token' || secret.metadata.deletionTimestamp) return undefined
  const read = (key: string): string => atob(secret.data?.[key] ?? '')
  if (read('token-id') !== id || read('token-secret') !== secretPart || read('usage-bootstrap-authentication') !== 'true') return undefined
  const expiration = read('expiration')
  if (expiration !== '' && parseTime(expiration) <= now) return undefined
  const extra = read('auth-extra-groups')
    .split(',')
    .map((group) => group.trim())
    .filter((group) => /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/.test(group))
  return { username: `system:bootstrap:${id}`, groups: ['system:bootstrappers', ...new Set(extra)].sort() }
}
