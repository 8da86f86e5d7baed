/**
 * Checks a value against a schema. Models kube-openapi pkg/validation/validate, with its order and its wording, and the
 * ratcheting of apiextensions-apiserver: what an update leaves as it was need not be right.
 */
import { deepEqual } from '../../../../api/object.ts'
import type { FieldError } from '../../../../api/status.ts'
import { validateAlternatives } from './alternatives.ts'
import { type Finding, fieldErrors, forbiddenProperty, notInEnum, type Result, requiredField, tooFewOf, tooManyOf } from './findings.ts'
import { isObject, type JsonObject, type JsonSchema, propertyOf, valuesOf } from './schema.ts'
import { validateArray } from './validate-array.ts'
import { validateNumber, validateString, validateType } from './validate-scalars.ts'

/** A value, its schema, where it stands, and what stood there before, if that can be said. */
export interface Place {
  readonly value: unknown
  readonly schema: JsonSchema
  readonly path: string
  readonly old?: { readonly value: unknown }
}

/** @param path prefix of the fields in the errors: '' for a whole object. @param old the value before an update. */
export function validateAgainst(value: unknown, schema: JsonSchema, path = '', old?: { readonly value: unknown }): FieldError[] {
  return fieldErrors(check({ value, schema, path: '', ...(old ? { old } : {}) }).findings, path)
}

/** The findings of one place, none for an unchanged value. */
export function check(place: Place): Result {
  const result = checkAnew(place)
  return result.findings.length > 0 && place.old && deepEqual(place.old.value, place.value) ? { findings: [], matches: result.matches } : result
}

/** As check, without looking at what was there before: for the schemas of an anyOf, which are about the same place. */
export function checkAnew(place: Place): Result {
  const { value, schema, path } = place
  const result: Result = { findings: [], matches: 0 }
  merge(result, validateType(place))
  if (value === null || value === undefined) {
    merge(result, validateEnum(value, schema, path))
    return result
  }
  const parts: (Result | Finding[])[] = [validateAlternatives(place)]
  if (typeof value === 'string') parts.push(validateString(value, schema, path))
  else if (typeof value === 'number') parts.push(validateNumber(value, schema, path))
  else if (Array.isArray(value)) parts.push(validateArray(place, value))
  parts.push(validateEnum(value, schema, path))
  if (isObject(value)) parts.push(validateObject(place, value))
  for (const part of parts) merge(result, part)
  result.matches += parts.length + 2
  return result
}

/** Takes over what was found, nothing twice. */
export function merge(into: Result, from: Result | readonly Finding[]): void {
  const findings = 'findings' in from ? from.findings : from
  if ('findings' in from) into.matches += from.matches
  for (const finding of findings) if (!into.findings.some(({ message }) => message === finding.message)) into.findings.push(finding)
}

function validateEnum(value: unknown, schema: JsonSchema, path: string): Finding[] {
  const values = schema.enum ?? []
  return values.length === 0 || values.some((one) => deepEqual(one, value)) ? [] : [notInEnum(path, value, values)]
}

function validateObject(place: Place, value: JsonObject): Result {
  const { schema, path } = place
  const result: Result = { findings: [], matches: 0 }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  if (schema.minProperties !== undefined && keys.length < schema.minProperties)
    result.findings.push(tooFewOf(path, 'properties', keys.length, schema.minProperties))
  if (schema.maxProperties !== undefined && keys.length > schema.maxProperties)
    result.findings.push(tooManyOf(path, 'properties', keys.length, schema.maxProperties))
  const values = valuesOf(schema)
  for (const key of keys) {
    if (propertyOf(schema, key)) continue
    if (schema.additionalProperties === false) merge(result, [forbiddenProperty(path, key)])
    else if (values) merge(result, check(childOf(place, key, values, `${path}.${key}`)))
  }
  for (const key of Object.keys(schema.properties ?? {}).sort()) {
    const field = propertyOf(schema, key)
    if (field && keys.includes(key)) merge(result, check(childOf(place, key, field, path === '' ? key : `${path}.${key}`)))
  }
  for (const key of schema.required ?? []) if (!keys.includes(key)) merge(result, [requiredField(`${path}.${key}`)])
  return result
}

function childOf({ value, schema, old, path: parent }: Place, key: string, childSchema: JsonSchema, path: string): Place {
  const before = old?.value
  // apiVersion and kind always look the same, in whatever version the object was stored.
  const correlated =
    isObject(before) &&
    Object.hasOwn(before, key) &&
    schema['x-kubernetes-map-type'] !== 'atomic' &&
    !(parent === '' && (key === 'kind' || key === 'apiVersion'))
  return { value: (value as JsonObject)[key], schema: childSchema, path, ...(correlated ? { old: { value: before[key] } } : {}) }
}
