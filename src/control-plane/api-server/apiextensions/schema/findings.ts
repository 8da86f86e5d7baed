/** What checking a value against a schema finds, and how that becomes the errors of a Status. Models kube-openapi pkg/validation/errors and kubeOpenAPIResultToFieldErrors of apiextensions-apiserver pkg/apiserver/validation. */
import { compactJson } from '../../../../api/json-text.ts'
import { type FieldError, invalidValue, required, tooLong, tooMany } from '../../../../api/status.ts'

export interface Finding {
  /** Where, as the check knows it (`spec.size`, `.spec`); undefined for what is said of no field. */
  readonly name?: string
  readonly message: string
  /** The error at a path; without it the message alone is the error. */
  readonly error?: (path: string) => FieldError
}

/** Findings, and how many checks went well: the measure by which the best of several failed schemas is chosen. */
export interface Result {
  readonly findings: Finding[]
  matches: number
}

const say = (name: string, message: string, value: unknown): Finding => ({
  name,
  message,
  error: (path) => invalidValue(path, value === undefined || value === null ? '' : value, message),
})

export const invalidType = (name: string, type: string, found: string): Finding => {
  const message = `${name} in body must be of type ${type}: ${JSON.stringify(found)}`
  return { name, message, error: (path) => ({ type: 'FieldValueTypeInvalid', field: path, value: found, detail: message }) }
}

export const requiredField = (name: string): Finding => ({ name, message: `${name} in body is required`, error: (path) => required(path) })

export function notInEnum(name: string, value: unknown, values: readonly unknown[]): Finding {
  const texts = values.map((one) => (typeof one === 'string' ? one : compactJson(one)))
  const detail = texts.length > 0 ? `supported values: ${texts.map((text) => JSON.stringify(text)).join(', ')}` : ''
  return {
    name,
    message: `${name} in body should be one of [${texts.join(' ')}]`,
    error: (path) => ({ type: 'FieldValueNotSupported', field: path, value, detail }),
  }
}

export const tooManyChars = (name: string, max: number): Finding => ({
  name,
  message: `${name} in body should be at most ${max} chars long`,
  error: (path) => ({ ...tooLong(path, max), detail: `may not be more than ${max} byte${max === 1 ? '' : 's'}` }),
})

export const tooFewChars = (name: string, min: number, value: string): Finding => say(name, `${name} in body should be at least ${min} chars long`, value)
export const noMatch = (name: string, pattern: string, value: string): Finding => say(name, `${name} in body should match '${pattern}'`, value)

export const tooManyOf = (name: string, what: 'items' | 'properties', actual: number, max: number): Finding => ({
  name,
  message: `${name} in body should have at most ${max} ${what}`,
  error: (path) => tooMany(path, actual, max),
})

export const tooFewOf = (name: string, what: 'items' | 'properties', actual: number, min: number): Finding =>
  say(name, `${name} in body should have at least ${min} ${what}`, actual)

export const forbiddenProperty = (name: string, key: string): Finding => say(name, `${name}.${key} in body is a forbidden property`, key)
export const duplicates = (name: string): Finding => say(name, `${name} in body shouldn't contain duplicates`, '')
export const notMultiple = (name: string, value: number, factor: number): Finding => say(name, `${name} in body should be a multiple of ${factor}`, value)

export const beyond = (name: string, value: number, limit: number, direction: 'less' | 'greater', exclusive: boolean): Finding =>
  say(name, `${name} in body should be ${direction} than ${exclusive ? '' : 'or equal to '}${limit}`, value)

/** A finding of the whole, such as that no schema of an anyOf fits. */
export const overall = (message: string): Finding => ({ message })

/** `prefix` is the path of what was checked, '' for a whole object. */
export function fieldErrors(findings: readonly Finding[], prefix: string): FieldError[] {
  return findings.map(({ name = '', message, error }) => {
    if (!error) return invalidValue(prefix || '<nil>', '', message)
    const own = name.replace(/^\./, '')
    return error(own === '' ? prefix || '<nil>' : prefix === '' ? own : `${prefix}.${own}`)
  })
}
