/** What annotations of an Ingress ask of nginx. Models internal/ingress/annotations. */
import { rangeHolds } from '../../api/ip.ts'
import type { Ingress } from '../../api/types.ts'

const prefix = 'nginx.ingress.kubernetes.io/'

/** How nginx treats the requests of an Ingress' paths. */
export interface Settings {
  readonly rewriteTarget: string | undefined
  /** Paths of the whole host are regular expressions, if one of its Ingresses says so or rewrites. */
  readonly useRegex: boolean
  readonly sslRedirect: boolean
  readonly forceSslRedirect: boolean
  /** Where to send everybody, and with which status. */
  readonly redirect: { readonly to: string; readonly status: number } | undefined
  readonly scheme: 'http' | 'https'
  /** Whether an address may come in. */
  readonly admits: (ip: string) => boolean
  readonly auth: { readonly secret: string; readonly realm: string } | undefined
  /** The name of the cookie that keeps a client with its endpoint. */
  readonly affinity: string | undefined
  /** Bytes of a request's body; 0 for any. */
  readonly bodySize: number
  readonly upstreamHost: string | undefined
}

/** A share of another Ingress' requests. */
export interface Canary {
  readonly weight: number
  readonly weightTotal: number
  readonly header: string | undefined
  readonly headerValue: string | undefined
  readonly headerPattern: string | undefined
  readonly cookie: string | undefined
}

type Read = (name: string) => string | undefined

const reader =
  ({ metadata }: Ingress): Read =>
  (name) => {
    const text = metadata.annotations?.[prefix + name]?.trim()
    return text === '' ? undefined : text
  }

const isTrue = (text: string | undefined, otherwise = false): boolean => (text === 'true' || text === 'false' ? text === 'true' : otherwise)

const numberOf = (text: string | undefined, otherwise: number): number => (text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise)

export function settingsOf(ingress: Ingress): Settings {
  const read = reader(ingress)
  return {
    rewriteTarget: read('rewrite-target'),
    useRegex: isTrue(read('use-regex')),
    sslRedirect: isTrue(read('ssl-redirect'), true),
    forceSslRedirect: isTrue(read('force-ssl-redirect')),
    redirect: redirectOf(read),
    scheme: /^(HTTPS|GRPCS)$/i.test(read('backend-protocol') ?? '') ? 'https' : 'http',
    admits: admission(read),
    auth: authOf(ingress, read),
    affinity: read('affinity') === 'cookie' ? (read('session-cookie-name') ?? 'INGRESSCOOKIE') : undefined,
    bodySize: sizeOf(read('proxy-body-size') ?? '1m'),
    upstreamHost: read('upstream-vhost'),
  }
}

/** Undefined for an Ingress that is not meant as one. */
export function canaryOf(ingress: Ingress): Canary | undefined {
  const read = reader(ingress)
  if (!isTrue(read('canary'))) return undefined
  return {
    weight: numberOf(read('canary-weight'), 0),
    weightTotal: numberOf(read('canary-weight-total'), 100),
    header: read('canary-by-header'),
    headerValue: read('canary-by-header-value'),
    headerPattern: read('canary-by-header-pattern'),
    cookie: read('canary-by-cookie'),
  }
}

function redirectOf(read: Read): Settings['redirect'] {
  const [temporal, permanent] = [read('temporal-redirect'), read('permanent-redirect')]
  if (temporal !== undefined) return { to: temporal, status: numberOf(read('temporal-redirect-code'), 302) }
  return permanent === undefined ? undefined : { to: permanent, status: numberOf(read('permanent-redirect-code'), 301) }
}

const rangesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '')
    .map((range) => (range.includes('/') ? range : `${range}/${range.includes(':') ? 128 : 32}`))

function admission(read: Read): Settings['admits'] {
  const allowed = rangesOf(read('whitelist-source-range') ?? read('allowlist-source-range'))
  const denied = rangesOf(read('denylist-source-range'))
  const within = (ranges: readonly string[], ip: string): boolean => ranges.some((range) => rangeHolds(range, ip))
  return (ip) => !within(denied, ip) && (allowed.length === 0 || within(allowed, ip))
}

function authOf({ metadata }: Ingress, read: Read): Settings['auth'] {
  const secret = read('auth-secret')
  if (read('auth-type') !== 'basic' || secret === undefined) return undefined
  return { secret: secret.includes('/') ? secret : `${metadata.namespace}/${secret}`, realm: read('auth-realm') ?? 'Authentication Required' }
}

/** nginx' sizes: `8m`, `64k`, `0`. */
function sizeOf(text: string): number {
  const [, count = '1', unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? []
  return Number(count) * { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 }[unit.toLowerCase() as '' | 'k' | 'm' | 'g']
}
