/** CreateOptions, UpdateOptions and PatchOptions, as they come in the query. Models apimachinery pkg/apis/meta/v1/validation. */
import { type ApiRequest, queryValue } from '../../../api/request.ts'
import { type FieldError, forbiddenField, invalid, invalidValue, required, tooLong } from '../../../api/status.ts'
import { truth } from './options.ts'

export const applyPatchType = 'application/apply-patch+yaml'

/** The media type of the body, without parameters. */
export const contentType = (request: ApiRequest): string => (request.headers?.['content-type'] ?? '').split(';')[0]?.trim() ?? ''

export const isApply = (request: ApiRequest): boolean => request.method === 'PATCH' && contentType(request) === applyPatchType

const maxManagerLength = 128

const optionsOf: Readonly<Record<string, string>> = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' }

/** The name of who writes: what the client asks for, or the first word of its User-Agent. @throws 422 */
export function managerOf(request: ApiRequest, verb: string): string {
  const asked = queryValue(request, 'fieldManager') ?? ''
  const kind = optionsOf[verb]
  if (kind && (verb === 'patch' || asked !== '')) {
    const errors = [...(verb === 'patch' ? patchErrors(request, asked) : []), ...managerErrors(asked)]
    if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors)
  }
  return asked || firstWord(request.headers?.['user-agent'] ?? '')
}

function patchErrors(request: ApiRequest, manager: string): FieldError[] {
  if (isApply(request)) return manager === '' ? [required('fieldManager', 'is required for apply patch')] : []
  return truth(request, 'force') === undefined ? [] : [forbiddenField('force', 'may not be specified for non-apply patch')]
}

const isPrintable = (sign: string): boolean => sign === ' ' || !/[\p{C}\p{Z}]/u.test(sign)

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = []
  if (manager === '') return errors
  if (new TextEncoder().encode(manager).length > maxManagerLength) errors.push(tooLong('fieldManager', maxManagerLength))
  let at = 0
  for (const sign of manager) {
    const code = (sign.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
    if (!isPrintable(sign)) errors.push(invalidValue('fieldManager', manager, `invalid character U+${code} (at position ${at})`))
    at += new TextEncoder().encode(sign).length
  }
  return errors
}

const words = new Map<string, string>()

/** Agents are few, and every write has one. */
function firstWord(agent: string): string {
  let word = words.get(agent)
  if (word !== undefined) return word
  word = [...(agent.split('/')[0] as string)].filter(isPrintable).join('').slice(0, maxManagerLength) || 'unknown'
  if (words.size < 1000) words.set(agent, word)
  return word
}
