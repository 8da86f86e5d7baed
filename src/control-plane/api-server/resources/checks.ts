/** Checks of single fields that many kinds share, each giving the findings with their path. Models pkg/apis/core/validation and apimachinery's validation. */
import { isConfigMapKey, isDns1123Label, isDns1123Subdomain, isLabelValue, isPortName, isPortNumber, isQualifiedName } from '../../../api/names.ts'
import { deepEqual } from '../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../api/status.ts'

/** One finding per message of a name check. */
export const each = (path: string, value: unknown, messages: readonly string[]): FieldError[] => messages.map((message) => invalidValue(path, value, message))

export const dnsLabel = (path: string, value: string): FieldError[] => each(path, value, isDns1123Label(value))
export const dnsSubdomain = (path: string, value: string): FieldError[] => each(path, value, isDns1123Subdomain(value))
export const qualifiedName = (path: string, value: string): FieldError[] => each(path, value, isQualifiedName(value))
export const configKey = (path: string, value: string): FieldError[] => each(path, value, isConfigMapKey(value))
export const labelValue = (path: string, value: string): FieldError[] => each(path, value, isLabelValue(value))
export const portNumber = (path: string, value: number): FieldError[] => each(path, value, isPortNumber(value))

export const portNumberOrName = (path: string, value: number | string | undefined): FieldError[] =>
  typeof value === 'string' ? each(path, value, isPortName(value)) : portNumber(path, value ?? 0)

export const nonNegative = (path: string, value: number | undefined): FieldError[] =>
  value !== undefined && value < 0 ? [invalidValue(path, value, 'must be greater than or equal to 0')] : []

/** Required if empty, else one of the supported values. */
export function oneOf(path: string, value: string | undefined, supported: readonly string[], order?: 'as listed'): FieldError[] {
  if (!value) return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported, order)]
}

/** As oneOf, for a field that may be left out. */
export const oneOfIfSet = (path: string, value: string | undefined, supported: readonly string[]): FieldError[] =>
  value === undefined ? [] : oneOf(path, value, supported)

export const unchanged = (path: string, value: unknown, old: unknown): FieldError[] =>
  deepEqual(value, old) ? [] : [invalidValue(path, value ?? null, 'field is immutable')]

/** What `immutable: true` of config maps and secrets freezes. */
export const frozen = (path: string, value: unknown, old: unknown): FieldError[] =>
  deepEqual(value ?? {}, old ?? {}) ? [] : [forbiddenField(path, 'field is immutable when `immutable` is set')]

/** A path below a volume: relative, without a step back. */
export function descendingPath(path: string, value: string): FieldError[] {
  return [...(value.startsWith('/') ? [invalidValue(path, value, 'must be a relative path')] : []), ...noBacksteps(path, value)]
}

export const noBacksteps = (path: string, value: string): FieldError[] =>
  value.split('/').includes('..') ? [invalidValue(path, value, "must not contain '..'")] : []

/**
 * A check that remembers the immutable values in which it found nothing, where many objects share them: what the server adds
 * to every pod.
 */
export function rememberingFine<T extends object>(check: (value: T, path: string) => FieldError[]): (value: T, path: string) => FieldError[] {
  const fine = new WeakSet<T>()
  return (value, path) => {
    if (fine.has(value)) return []
    const errors = check(value, path)
    if (errors.length === 0 && Object.isFrozen(value)) fine.add(value)
    return errors
  }
}

/** Length of a text in bytes of UTF-8. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length
