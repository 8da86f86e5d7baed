/** /openapi/v2, /openapi/v3 and the documents below it. A document is made when it is first asked for, and kept. */
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { typeSchema } from '../../../api/schema.ts'
import { noSuchPath } from '../../../api/status.ts'
import { ok } from '../encoding/respond.ts'
import type { ResourceDefinition } from '../resource.ts'
import { documentPath, openApiDocument, openApiIndex } from './openapi.ts'
import { openApiV2 } from './openapi-v2.ts'
import type { PathContext } from './paths.ts'
import { versionInfo } from './version.ts'

/** A document for each list of the kinds of one group and version. */
const documents = new WeakMap<readonly ResourceDefinition<any>[], object>()

/** @throws 404 */
export function openApiPath(request: ApiRequest, path: string, context: PathContext): ApiResponse {
  if (path === '/openapi/v2') return version2(request, context)
  if (path === '/openapi/v3') return ok(withRemote(openApiIndex(context.kinds.all), context))
  const wanted = path.replace(/^\/openapi\/v3\//, '')
  const first = context.kinds.all.find(({ of }) => documentPath(of.group, of.version) === wanted)
  if (!first) throw noSuchPath()
  return ok(documentOf(first.of, context))
}

/** The documents of servers in the cluster are listed as long as these answer, and asked for there. */
function withRemote(index: ReturnType<typeof openApiIndex>, { remote }: PathContext): object {
  const fresh = remote.filter((each) => each.fresh).map(({ group, version }) => documentPath(group, version))
  if (fresh.length === 0) return index
  return { paths: { ...index.paths, ...Object.fromEntries(fresh.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])) } }
}

function documentOf({ group, version }: { group: string; version: string }, context: PathContext): object {
  const own = context.kinds.of(group, version)
  let document = documents.get(own)
  if (!document) documents.set(own, (document = openApiDocument(group, version, own, typeSchema, context.describe ?? (() => undefined))))
  return document
}

/** One document of version 2 for the whole set of kinds. */
const whole = new WeakMap<readonly ResourceDefinition<any>[], object>()

/** Where a client asks for protobuf the edge encodes the document: src/server/protobuf. */
function version2({ headers }: ApiRequest, context: PathContext): ApiResponse {
  const all = context.kinds.all
  let document = whole.get(all)
  if (!document) {
    const groups = new Map(all.map(({ of }) => [documentPath(of.group, of.version), of]))
    whole.set(all, (document = openApiV2([...groups.values()].map((of) => documentOf(of, context)) as never, versionInfo.gitVersion)))
  }
  const protobuf = (headers?.accept ?? '').includes('proto-openapi')
  return { ...ok(document), ...(protobuf ? { headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' } } : {}) }
}
