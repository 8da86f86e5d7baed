/** Carries out what a mutation's expression gave. */
import { type AnyObject, deepCopy } from '../../../../api/object.ts'
import { applyJsonPatch } from '../../../../api/patch/json-patch.ts'
import { listTypeOf } from '../../../../api/patch/merge-keys.ts'
import { PatchError } from '../../../../api/patch/patch-error.ts'
import { elementType, fieldType, valueType } from '../../../../api/schema.ts'
import { EvaluationError } from '../../cel/cel.ts'
import { toJson } from '../../cel/json.ts'
import { isList, isMap, Message, type Value } from '../../cel/language/values.ts'
import type { AdmissionAttributes } from '../admission.ts'

/** The message is what the policy's denial says. */
export class MutationError extends Error {}

/** A JSON patch; one whose test fails changes nothing. @throws MutationError */
export function jsonPatch(object: AnyObject, value: Value): AnyObject {
  const patch = json(value, 'JSONPath valueExpression evaluated to a type that could not marshal to JSON') as { op: string }[]
  try {
    return applyJsonPatch(object, patch)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    if (patch.some(({ op }) => op === 'test') && /test/i.test(error.message)) return object
    throw new MutationError(`JSONPath: ${error.message}`)
  }
}

function json(value: Value, problem: string): unknown {
  try {
    return toJson(value)
  } catch (error) {
    if (error instanceof EvaluationError) throw new MutationError(`${problem}: ${error.message}`)
    throw error
  }
}

/** The object with the configuration laid over it, as server-side apply merges. @throws MutationError */
export function applyConfiguration({ definition, object }: AdmissionAttributes, value: Value): AnyObject {
  checkNames(value, 'Object')
  const patch = json(value, 'invalid return type') as Record<string, unknown>
  const type = definition.type ?? definition.of.kind
  const atomics = atomicLists(patch, type, '')
  if (atomics.length > 0)
    throw new MutationError(`error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`)
  return merge(deepCopy(object), patch, type) as AnyObject
}

/** `Object.spec{…}` stands under `spec` and nowhere else. */
function checkNames(value: Value, path: string): void {
  if (value instanceof Message && value.type !== path) throw new MutationError(`type mismatch: unexpected type name "${value.type}", expected "${path}"`)
  if (isMap(value)) for (const [key, each] of value) checkNames(each, `${path}.${String(key)}`)
  if (isList(value)) for (const each of value) checkNames(each, path)
}

type Json = unknown
const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of a type without a schema nothing is known: its lists are atomic. */
const typeOfField = (type: string | undefined, field: string): string | undefined => (type ? (valueType(type) ?? fieldType(type, field)) : undefined)
const listAt = (type: string | undefined, field: string) => (type ? listTypeOf(type, field) : ({ type: 'atomic' } as const))

function atomicLists(value: Json, type: string | undefined, path: string): string[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, each]) => {
    const inner = typeOfField(type, field)
    const at = `${path}.${field}`
    if (!Array.isArray(each)) return atomicLists(each, inner, at)
    if (listAt(type, field).type === 'atomic') return [at]
    return each.flatMap((element, i) => atomicLists(element, inner && elementType(inner), `${at}[${i}]`))
  })
}

function merge(live: Json, patch: Json, type: string | undefined): Json {
  if (!isObject(patch) || !isObject(live)) return patch
  const merged: Record<string, Json> = { ...live }
  for (const [field, value] of Object.entries(patch)) {
    const inner = typeOfField(type, field)
    const old = merged[field]
    merged[field] =
      Array.isArray(value) && Array.isArray(old) ? mergeList(old, value, listAt(type, field), inner && elementType(inner)) : merge(old, value, inner)
  }
  return merged
}

function mergeList(live: readonly Json[], patch: readonly Json[], { type, keys = [] }: ReturnType<typeof listTypeOf>, element: string | undefined): Json[] {
  if (type === 'set') return [...live, ...patch.filter((value) => !live.includes(value))]
  const merged = [...live]
  for (const value of patch) {
    const place = merged.findIndex((each) => keys.every((key) => sameKey(each, value, key)))
    if (place < 0) merged.push(value)
    else merged[place] = merge(merged[place], value, element)
  }
  return merged
}

/** Protocols that are left out are TCP, as the schema's defaults have it. */
function sameKey(a: Json, b: Json, key: string): boolean {
  const read = (value: Json): Json => (isObject(value) ? (value[key] ?? (key === 'protocol' ? 'TCP' : undefined)) : undefined)
  return read(a) === read(b)
}
