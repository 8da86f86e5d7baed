/** /openapi/v3 and the documents below it. A document is made when it is first asked for, and kept. */
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import { typeSchema } from '../../../api/schema.ts'
import { noSuchPath } from '../../../api/status.ts'
import { ok } from '../encoding/respond.ts'
import type { ResourceDefinition } from '../resource.ts'
import { documentPath, openApiDocument, openApiIndex } from './openapi.ts'
import type { PathContext } from './paths.ts'

const documents = new WeakMap<readonly ResourceDefinition<any>[], Map<string, object>>()

/** @throws 404 */
export function openApiPath(_request: ApiRequest, path: string, context: PathContext): ApiResponse {
  if (path === '/openapi/v3') return ok(openApiIndex(context.definitions))
  const wanted = path.replace(/^\/openapi\/v3\//, '')
  const own = context.definitions.filter(({ of }) => documentPath(of.group, of.version) === wanted)
  const first = own[0]
  if (!first) throw noSuchPath()
  const made = documents.get(context.definitions) ?? new Map<string, object>()
  documents.set(context.definitions, made)
  let document = made.get(wanted)
  if (!document) {
    document = openApiDocument(first.of.group, first.of.version, own, typeSchema, context.describe ?? (() => undefined))
    made.set(wanted, document)
  }
  return ok(document)
}
