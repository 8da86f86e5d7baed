/** How others can check this cluster's tokens: the issuer's OpenID configuration and its keys. Models pkg/serviceaccount/openidmetadata.go. */
import type { Pki } from '../../../api/pki.ts'
import type { ApiResponse } from '../../../api/request.ts'
import { issuer } from '../authentication/service-account-claims.ts'

const cached = { 'cache-control': 'public, max-age=3600' }

export function issuerPath(path: string, { pki, address }: { readonly pki: Pki; readonly address: string }): ApiResponse | undefined {
  if (path === '/.well-known/openid-configuration')
    return {
      status: 200,
      headers: { 'content-type': 'application/json', ...cached },
      body: JSON.stringify({
        issuer,
        jwks_uri: `https://${address}/openid/v1/jwks`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [...new Set(pki.tokenKeys.map(({ alg }) => alg))],
      }),
    }
  if (path === '/openid/v1/jwks')
    return { status: 200, headers: { 'content-type': 'application/jwk-set+json', ...cached }, body: JSON.stringify({ keys: pki.tokenKeys }) }
  return undefined
}
