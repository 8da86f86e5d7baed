/**
 * Asks the rules (x-kubernetes-validations) of a schema about an object. Models apiextensions-apiserver
 * pkg/apiserver/schema/cel/validation.go. A rule that fails for a value that an update left alone only warns.
 */
import { deepEqual } from '../../../../api/object.ts'
import { duplicate, type FieldError, fieldErrorText, forbiddenField, invalidValue, invalidWhole, required } from '../../../../api/status.ts'
import type { ValidationRule } from '../../../../api/types.ts'
import { type CelVariables, CostExceeded, EvaluationError } from '../../cel/cel.ts'
import { fromJson } from '../../cel/json.ts'
import type { Type } from '../../cel/language/types.ts'
import { Optional } from '../../cel/language/values.ts'
import { childPath, isObject, itemsOf, type JsonSchema, propertyOf, valuesOf } from '../schema/schema.ts'
import { type CompiledRule, compiledRule } from './rule.ts'
import { typeOfSchema } from './type-of-schema.ts'

/** A value, the one before it if that can be told, and whether anything about it changed. */
interface Place {
  readonly value: unknown
  readonly old: unknown
  readonly unchanged: boolean
  readonly schema: JsonSchema
  readonly path: string
  readonly isRoot: boolean
}

const blocking = new Set(['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid'])

/** `found`: what is wrong by the schema already. An object that is wrong in its types is not asked about. `path` is '' for a whole object. */
export function validateRules(
  object: unknown,
  schema: JsonSchema,
  old: unknown,
  found: readonly FieldError[],
  warn: (text: string) => void,
  path = '',
): FieldError[] {
  if (!hasRules(schema)) return []
  if (found.some(({ type }) => blocking.has(type))) {
    const why = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
    return [invalidValue('<nil>', null, why)]
  }
  const isRoot = path === ''
  return check({ value: object, old, unchanged: old !== undefined && deepEqual(object, old), schema, path, isRoot }, warn)
}

const withRules = new WeakMap<JsonSchema, boolean>()

function hasRules(schema: JsonSchema | undefined): boolean {
  if (!schema) return false
  let has = withRules.get(schema)
  if (has === undefined) {
    const parts = [itemsOf(schema), valuesOf(schema), ...Object.values(schema.properties ?? {})]
    withRules.set(schema, (has = (schema['x-kubernetes-validations'] ?? []).length > 0 || parts.some(hasRules)))
  }
  return has
}

function check(place: Place, warn: (text: string) => void): FieldError[] {
  const { value, schema } = place
  if (value === null || value === undefined || !hasRules(schema)) return []
  const type = typeOfSchema(schema, place.isRoot)
  const errors = type ? askRules(place, type, warn) : []
  if (Array.isArray(value)) for (const [i, item] of value.entries()) errors.push(...check(elementOf(place, item, i), warn))
  else if (isObject(value)) for (const key of Object.keys(value)) errors.push(...check(fieldOf(place, key), warn))
  return errors
}

function fieldOf({ value, old, unchanged, schema, path }: Place, key: string): Place {
  const field = (value as Record<string, unknown>)[key]
  const known = propertyOf(schema, key)
  const before = isObject(old) && Object.hasOwn(old, key) && schema['x-kubernetes-map-type'] !== 'atomic' ? old[key] : undefined
  const below = known ?? valuesOf(schema) ?? {}
  const isRoot = below['x-kubernetes-embedded-resource'] ?? false
  const same = unchanged || (before !== undefined && deepEqual(field, before))
  return { value: field, old: before, unchanged: same, schema: below, path: known ? childPath(path, key) : `${path}[${key}]`, isRoot }
}

function elementOf({ old, unchanged, schema, path }: Place, item: unknown, i: number): Place {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const isMap = schema['x-kubernetes-list-type'] === 'map' && Array.isArray(old) && isObject(item)
  const before = isMap ? old.find((each: unknown) => isObject(each) && keys.every((key) => deepEqual(each[key], item[key]))) : undefined
  const below = itemsOf(schema) ?? {}
  const isRoot = below['x-kubernetes-embedded-resource'] ?? false
  const same = unchanged || (before !== undefined && deepEqual(item, before))
  return { value: item, old: before, unchanged: same, schema: below, path: `${path}[${i}]`, isRoot }
}

function askRules(place: Place, self: Type, warn: (text: string) => void): FieldError[] {
  const { value, old, schema, path, unchanged } = place
  const errors: FieldError[] = []
  const variables = { self: () => fromJson(value, self), oldSelf: () => fromJson(old, self) }
  const optionalOld = { ...variables, oldSelf: () => new Optional(old === undefined ? undefined : fromJson(old, self)) }
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    const compiled = compiledRule(rule, self)
    const { optionalOldSelf = false } = rule
    if (compiled.usesOldSelf && old === undefined && !optionalOldSelf) continue
    const error = ask(compiled, optionalOldSelf ? optionalOld : variables, value, schema.type ?? '', path || '<nil>')
    if (error && unchanged && !compiled.usesOldSelf) warn(fieldErrorText(error))
    else if (error) errors.push(error)
  }
  return errors
}

const textOf = ({ rule, message = '' }: ValidationRule): string => (message === '' ? rule : message).trim()

function ask({ rule, program, problem, message }: CompiledRule, variables: CelVariables, value: unknown, type: string, path: string): FieldError | undefined {
  if (!program) return invalidValue(path, type, `rule compile error: ${problem}`)
  try {
    if (program.evaluate(variables) === true) return undefined
  } catch (error) {
    return failure(error, rule, type, path)
  }
  const own = rule.fieldPath ? `${path === '<nil>' ? '' : path}.${rule.fieldPath.replace(/^\./, '')}`.replace(/^\./, '') : path
  const detail = messageOf(message, variables) ?? (rule.message ? textOf(rule) : `failed rule: ${textOf(rule)}`)
  return refusal(rule.reason, own, type === 'object' || type === 'array' ? undefined : value, detail)
}

function failure(error: unknown, rule: ValidationRule, type: string, path: string): FieldError {
  if (error instanceof CostExceeded)
    return invalidValue(path, type, `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${textOf(rule)}`)
  if (!(error instanceof EvaluationError)) throw error
  if (!error.message.startsWith('no such overload')) return invalidValue(path, type, `${error.message} evaluating rule: ${textOf(rule)}`)
  const why = 'call arguments did not match a supported operator, function or macro signature for rule'
  return invalidValue(path, type, `'${error.message}': ${why}: ${textOf(rule)}`)
}

const longestMessage = 5 * 1024

/** What the messageExpression says, undefined if it fails or says nothing that can be shown. */
function messageOf(program: CompiledRule['message'], variables: CelVariables): string | undefined {
  if (!program) return undefined
  try {
    const text = String(program.evaluate(variables)).trim()
    return text === '' || text.includes('\n') || text.length > longestMessage ? undefined : text
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof CostExceeded) return undefined
    throw error
  }
}

function refusal(reason: string | undefined, path: string, value: unknown, detail: string): FieldError {
  if (reason === 'FieldValueForbidden') return forbiddenField(path, detail)
  if (reason === 'FieldValueRequired') return required(path, detail)
  const whole = invalidWhole(path, detail)
  if (reason === 'FieldValueDuplicate') return value === undefined ? { ...whole, type: 'FieldValueDuplicate', detail: '' } : duplicate(path, value)
  return value === undefined ? whole : invalidValue(path, value, detail)
}
