/** What tokens of service accounts say. Models pkg/serviceaccount/{claims,legacy}.go. */

/** Who signs for this cluster, and for whom if nobody else is named. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'
export const defaultAudiences: readonly string[] = [issuer]

export interface Named {
  readonly name: string
  readonly uid?: string
}

export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly nbf: number
  readonly jti: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly serviceaccount: Named
    readonly pod?: Named
    readonly secret?: Named
    readonly node?: Named
    /** The token lives on after this, so that programs that never read it anew go on; they should not. */
    readonly warnafter?: number
  }
}

export const legacyIssuer = 'kubernetes/serviceaccount'
const legacy = 'kubernetes.io/serviceaccount'

/** Of a token that stands in a secret: it never ends, as long as its secret is there. */
export interface LegacyClaims {
  readonly iss: typeof legacyIssuer
  readonly sub: string
  readonly 'kubernetes.io/serviceaccount/namespace': string
  readonly 'kubernetes.io/serviceaccount/secret.name': string
  readonly 'kubernetes.io/serviceaccount/service-account.name': string
  readonly 'kubernetes.io/serviceaccount/service-account.uid': string
}

export const readLegacy = (claims: LegacyClaims): { namespace: string; secret: string; name: string; uid: string } => ({
  namespace: claims[`${legacy}/namespace`],
  secret: claims[`${legacy}/secret.name`],
  name: claims[`${legacy}/service-account.name`],
  uid: claims[`${legacy}/service-account.uid`],
})
