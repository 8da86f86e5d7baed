/** How objects of one version of a custom resource are read, from a request and from etcd. Models unstructuredSchemaCoercer of apiextensions-apiserver pkg/apiserver/customresource_handler.go. */
import { compactJson } from '../../../api/json-text.ts'
import { type AnyObject, deepCopy, deepEqual } from '../../../api/object.ts'
import { DecodeError, decodePart } from '../encoding/decode.ts'
import type { CustomType } from '../resource.ts'
import { applyDefaults, dropNulls } from './schema/defaulting.ts'
import { decodeEmbedded } from './schema/embedded.ts'
import { pruneRoot } from './schema/pruning.ts'
import { isObject, type JsonSchema } from './schema/schema.ts'

export function customType(schema: JsonSchema, facts: Pick<CustomType, 'listKind' | 'preservesUnknown' | 'terminating' | 'unconvertible'>): CustomType {
  const readBefore = new WeakMap<AnyObject, AnyObject>()
  return {
    ...facts,
    schema,
    whenReplaced: new Set(),
    decode: (value) => decode(value, schema, facts.preservesUnknown),
    read(stored) {
      let object = readBefore.get(stored)
      if (!object) readBefore.set(stored, (object = read(stored, schema, facts.preservesUnknown)))
      return object
    },
  }
}

/** @throws DecodeError */
function decode(value: unknown, schema: JsonSchema, preservesUnknown: boolean): { object: AnyObject; unknown: string[] } {
  if (!isObject(value))
    throw new DecodeError(`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`)
  const object = deepCopy(value)
  if (typeof object.kind !== 'string' || object.kind === '') throw new DecodeError(`Object 'Kind' is missing in '${compactJson(value)}'`)
  const { apiVersion, kind, metadata } = object
  const meta = metadata === undefined || metadata === null ? undefined : decodePart(metadata, 'ObjectMeta')
  const unknown = (meta?.unknown ?? []).map((path) => `metadata.${path}`)
  if (!preservesUnknown) {
    unknown.push(...pruneRoot(object, schema))
    dropNulls(object, schema)
  }
  unknown.push(...decodeEmbedded(object, schema))
  return { object: { ...object, apiVersion, kind, ...(meta ? { metadata: meta.object } : {}) } as AnyObject, unknown }
}

/** The stored object itself, if the schema changes nothing about it. */
function read(stored: AnyObject, schema: JsonSchema, preservesUnknown: boolean): AnyObject {
  const { apiVersion, kind, metadata, ...fields } = stored
  const own: Record<string, unknown> = deepCopy(fields)
  if (!preservesUnknown) {
    pruneRoot(own, schema)
    dropNulls(own, schema)
  }
  applyDefaults(own, schema)
  return deepEqual(own, fields) ? stored : ({ apiVersion, kind, metadata, ...own } as AnyObject)
}
