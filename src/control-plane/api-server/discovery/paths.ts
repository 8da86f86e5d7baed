/** Paths that name no resource: discovery, OpenAPI, version, health. */
import type { Pki } from '../../../api/pki.ts'
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { methodNotAllowed, noSuchPath } from '../../../api/status.ts'
import type { RemoteVersion } from '../aggregator/remote-version.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { ok, plain } from '../encoding/respond.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { ServedKinds } from '../served-kinds.ts'
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions, groupsOf } from './discovery.ts'
import { health, verboseHealth } from './health.ts'
import { openApiPath } from './openapi-paths.ts'
import { issuerPath } from './service-account-issuer.ts'
import { versionInfo } from './version.ts'

export interface PathContext {
  readonly kinds: ServedKinds
  /** What servers in the cluster serve. */
  readonly remote: readonly RemoteVersion[]
  readonly address: string
  readonly pki: Pki
  readonly describe?: (typeName: string) => Readonly<Record<string, string>> | undefined
}

/** @throws 404, 405, 406 */
export function servePath(request: ApiRequest, context: PathContext): ApiResponse {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed()
  const { kinds, address } = context
  const definitions = kinds.all
  const { remote } = context
  const path = request.path.replace(/\/+$/, '')
  if (path === '/api' || path === '/apis') {
    const { as } = negotiate(request.headers?.accept, ['APIGroupDiscoveryList'])
    if (as === 'APIGroupDiscoveryList')
      return {
        status: 200,
        headers: { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
        body: aggregatedDiscovery(definitions, remote, path === '/api'),
      }
    return ok(path === '/api' ? apiVersions(address) : apiGroupList(definitions, remote))
  }
  const [root, group = '', version] = path.slice(1).split('/')
  if (root === 'api' && group !== '' && version === undefined) return found(apiResourceList(kinds.of('', group)))
  if (root === 'apis') return found(version === undefined ? apiGroup(definitions, remote, group) : apiResourceList(kinds.of(group, version)))
  if (path === '') return ok({ paths: rootPaths(definitions) })
  if (path === '/version') return ok(versionInfo)
  if (root === 'openapi') return openApiPath(request, path, context)
  const issuer = issuerPath(path, context)
  if (issuer) return issuer
  const text = request.query?.verbose === undefined ? health(path) : verboseHealth(path)
  if (text !== undefined) return plain(text)
  throw noSuchPath()
}

function found(body: object | undefined): ApiResponse {
  if (!body) throw noSuchPath()
  return ok(body)
}

function rootPaths(definitions: readonly ResourceDefinition<any>[]): string[] {
  const groups = groupsOf(definitions).flatMap(({ name, versions }) =>
    name === '' ? [] : [`/apis/${name}`, ...versions.map((version) => `/apis/${name}/${version}`)],
  )
  return [
    '/api',
    '/api/v1',
    '/apis',
    ...groups,
    '/.well-known/openid-configuration',
    '/healthz',
    '/livez',
    '/openapi/v3',
    '/openid/v1/jwks',
    '/readyz',
    '/version',
  ].sort()
}
