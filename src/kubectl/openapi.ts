/** The OpenAPI v3 documents of the server: where they are, and one of them. Asked again by each command. */
import { request } from './rest.ts'
import type { Transport } from './transport.ts'

export type JsonSchema = Record<string, any>

export interface OpenApiDocument {
  readonly paths?: Record<string, Record<string, any>>
  readonly components?: { readonly schemas?: Record<string, JsonSchema> }
}

/** `apis/apps/v1` → where the document is. Throws like request(). */
export async function openApiPaths(transport: Transport): Promise<Record<string, { readonly serverRelativeURL: string }>> {
  const index = await request<{ paths?: Record<string, { serverRelativeURL: string }> }>(transport, 'GET', '/openapi/v3')
  return index.paths ?? {}
}

/** The document at one of these places. */
export function openApiDocument(transport: Transport, serverRelativeURL: string): Promise<OpenApiDocument> {
  const [path = '', search = ''] = serverRelativeURL.split('?')
  return request<OpenApiDocument>(transport, 'GET', path, { query: Object.fromEntries(new URLSearchParams(search)) })
}

/** The schema that a `$ref` points to inside of the document. */
export function resolve(document: OpenApiDocument, ref: unknown): JsonSchema | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined
  let current: any = document
  for (const part of ref.slice(1).split('/').filter(Boolean)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined
    current = current[part]
  }
  return current
}
