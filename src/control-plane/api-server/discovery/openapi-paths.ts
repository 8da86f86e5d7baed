/** /openapi/v2, /openapi/v3 and the documents below it. A document is made when it is first asked for, and kept. */
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { typeSchema } from '../../../api/schema.ts'
import { noSuchPath } from '../../../api/status.ts'
import { ok } from '../encoding/respond.ts'
import type { ResourceDefinition } from '../resource.ts'
import { documentPath, openApiDocument, openApiIndex } from './openapi.ts'
import type { PathContext } from './paths.ts'
import { versionInfo } from './version.ts'

/** A document for each list of the kinds of one group and version. */
const documents = new WeakMap<readonly ResourceDefinition<any>[], object>()

/** @throws 404 */
export function openApiPath(request: ApiRequest, path: string, context: PathContext): ApiResponse {
  if (path === '/openapi/v2') return openApiV2(request)
  if (path === '/openapi/v3') return ok(openApiIndex(context.kinds.all))
  const wanted = path.replace(/^\/openapi\/v3\//, '')
  const first = context.kinds.all.find(({ of }) => documentPath(of.group, of.version) === wanted)
  if (!first) throw noSuchPath()
  const { group, version } = first.of
  const own = context.kinds.of(group, version)
  let document = documents.get(own)
  if (!document) documents.set(own, (document = openApiDocument(group, version, own, typeSchema, context.describe ?? (() => undefined))))
  return ok(document)
}

/**
 * Version 2, which clients ask for only when version 3 knows a kind as little as they do: a document without definitions.
 * kubectl asks for it as protobuf: swagger (1), info (2) with title (1) and version (2), paths (8).
 */
function openApiV2({ headers }: ApiRequest): ApiResponse {
  const { gitVersion } = versionInfo
  if (!(headers?.accept ?? '').includes('proto-openapi'))
    return ok({ swagger: '2.0', info: { title: 'Kubernetes', version: gitVersion }, paths: {}, definitions: {} })
  const text = (field: number, value: string): string => String.fromCharCode((field << 3) | 2, value.length) + value
  return {
    status: 200,
    headers: { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' },
    body: text(1, '2.0') + text(2, text(1, 'Kubernetes') + text(2, gitVersion)) + text(8, ''),
  }
}
