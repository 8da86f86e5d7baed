/** Models ValidateSecret of pkg/apis/core/validation. */
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from '../../../../api/status.ts'
import type { Secret } from '../../../../api/types.ts'
import { configKey, frozen, unchanged } from '../checks.ts'
import { base64Length, decodeBase64 } from './base64.ts'

/** 1 MiB */
const maxSize = 1024 * 1024

export function validateSecret(secret: Secret): FieldError[] {
  const data = secret.data ?? {}
  const size = Object.values(data).reduce((sum, value) => sum + base64Length(value), 0)
  return [
    ...Object.keys(data)
      .sort()
      .flatMap((key) => configKey(`data[${key}]`, key)),
    ...(size > maxSize ? [tooLong('data', maxSize)] : []),
    ...(typeChecks[secret.type ?? '']?.(secret, data) ?? []),
  ]
}

type Data = Readonly<Record<string, string>>

/** What a secret of a type must contain. Other types may contain anything. */
const typeChecks: Readonly<Record<string, (secret: Secret, data: Data) => FieldError[]>> = {
  'kubernetes.io/service-account-token': ({ metadata }) =>
    metadata.annotations?.['kubernetes.io/service-account.name'] ? [] : [required('metadata.annotations[kubernetes.io/service-account.name]')],
  'kubernetes.io/dockercfg': (_secret, data) => json(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (_secret, data) => json(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': (_secret, data) => ('username' in data || 'password' in data ? [] : [required('data[username]'), required('data[password]')]),
  'kubernetes.io/ssh-auth': (_secret, data) => (data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')]),
  'kubernetes.io/tls': (_secret, data) => ['tls.crt', 'tls.key'].filter((key) => !(key in data)).map((key) => required(`data[${key}]`)),
}

function json(data: Data, key: string): FieldError[] {
  if (!(key in data)) return [required(`data[${key}]`)]
  const text = decodeBase64(data[key] ?? '') ?? ''
  const problem = jsonProblem(text)
  return problem === undefined ? [] : [invalidValue(`data[${key}]`, '<secret contents redacted>', problem)]
}

/** As Go's encoding/json says it, for the mistakes that people make. */
function jsonProblem(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined
    if (value === null) return undefined
    return `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value} into Go value of type map[string]interface {}`
  } catch {
    return syntaxProblem(text.trimStart())
  }
}

function syntaxProblem(text: string): string {
  const start = text[0]
  if (start === undefined) return 'unexpected end of JSON input'
  const literal = ['null', 'true', 'false'].find((word) => word[0] === start)
  if (literal) {
    for (let i = 1; i < literal.length; i++) {
      if (i >= text.length) break
      if (text[i] !== literal[i]) return `invalid character '${text[i]}' in literal ${literal} (expecting '${literal[i]}')`
    }
    return 'unexpected end of JSON input'
  }
  return '{["-0123456789'.includes(start) ? 'unexpected end of JSON input' : `invalid character '${start}' looking for beginning of value`
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  return [
    ...unchanged('type', secret.type, old.type),
    ...(old.immutable && !secret.immutable ? [forbiddenField('immutable', 'field is immutable when `immutable` is set')] : []),
    ...(old.immutable ? frozen('data', secret.data, old.data) : []),
  ]
}
