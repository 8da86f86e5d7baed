/**
 * The OpenAPI v2 document as protobuf, which is how kubectl and client-go ask for it. Field numbers are facts of
 * gnostic's openapiv2/OpenAPIv2.proto; fields that our documents do not have are left out.
 */
import { Writer } from './writer.ts'

type Json = Record<string, any>

const encoded = new WeakMap<object, Uint8Array>()

/** Encoded once for each document. */
export function openApiProtobuf(document: object): Uint8Array {
  let bytes = encoded.get(document)
  if (!bytes) encoded.set(document, (bytes = encode(document as Json)))
  return bytes
}

function encode({ swagger, info, paths, definitions }: Json): Uint8Array {
  const out = new Writer()
  out.text(1, swagger)
  out.message(2, (inner) => {
    inner.text(1, info.title)
    inner.text(2, info.version)
  })
  out.message(8, (inner) => named(inner, 2, paths, pathItem))
  out.message(9, (inner) => named(inner, 1, definitions, schema))
  return out.done()
}

/** A map is a list of messages with a name and a value. */
function named(out: Writer, field: number, map: Json, write: (value: any, inner: Writer) => void): void {
  for (const [name, value] of Object.entries(map))
    out.message(field, (entry) => {
      entry.text(1, name)
      entry.message(2, (inner) => write(value, inner))
    })
}

/** Anything, as YAML, of which JSON is a part. */
const any = (value: unknown, out: Writer): void => out.text(2, `${JSON.stringify(value)}\n`)

const extensions = (from: Json): Json => Object.fromEntries(Object.entries(from).filter(([name]) => name.startsWith('x-')))

function schema(value: Json, out: Writer): void {
  if (value.$ref) out.text(1, value.$ref)
  if (value.format) out.text(2, value.format)
  if (value.description) out.text(4, value.description)
  for (const name of value.required ?? []) out.text(19, name)
  for (const each of value.enum ?? []) out.message(20, (inner) => any(each, inner))
  const { additionalProperties } = value
  if (typeof additionalProperties === 'boolean') out.message(21, (inner) => inner.boolean(2, additionalProperties))
  else if (additionalProperties) out.message(21, (inner) => inner.message(1, (of) => schema(additionalProperties, of)))
  if (value.type) out.message(22, (inner) => inner.text(1, value.type))
  if (value.items) out.message(23, (inner) => inner.message(1, (of) => schema(value.items, of)))
  if (value.properties) out.message(25, (inner) => named(inner, 1, value.properties, schema))
  named(out, 31, extensions(value), any)
}

const methods: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 }

function pathItem(item: Json, out: Writer): void {
  for (const [method, field] of Object.entries(methods)) if (item[method]) out.message(field, (inner) => operation(item[method], inner))
  for (const each of item.parameters ?? []) out.message(9, (inner) => parameter(each, inner))
}

function operation(value: Json, out: Writer): void {
  for (const each of value.parameters ?? []) out.message(8, (inner) => parameter(each, inner))
  out.message(9, (inner) => named(inner, 1, value.responses ?? {}, (response, of) => of.message(1, (one) => one.text(1, response.description))))
  named(out, 13, extensions(value), any)
}

/** Of a query or a path; each is a message of its own inside of two that say so. */
function parameter({ name, in: place, type, description, required, uniqueItems }: Json, out: Writer): void {
  const ofPath = place === 'path'
  out.message(1, (is) =>
    is.message(2, (nonBody) =>
      nonBody.message(ofPath ? 4 : 3, (inner) => {
        inner.boolean(1, required ?? false)
        inner.text(2, place)
        if (description) inner.text(3, description)
        inner.text(4, name)
        inner.text(ofPath ? 5 : 6, type)
        inner.boolean(ofPath ? 19 : 20, uniqueItems ?? false)
      }),
    ),
  )
}
