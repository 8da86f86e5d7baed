import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { HTTPIngressPath } from '../../../../api/types.ts'
import { validateBackend } from './backend-validation.ts'

const types = ['Exact', 'ImplementationSpecific', 'Prefix']
const wrongWithin = ['//', '/./', '/../', '%2f', '%2F']
const wrongAtEnd = ['/..', '/.']

export function validatePath({ path = '', pathType, backend }: HTTPIngressPath, at: string): FieldError[] {
  if (!pathType) return [required(`${at}.pathType`, 'pathType must be specified')]
  return [...validateText(path, pathType, at), ...validateBackend(backend ?? {}, `${at}.backend`)]
}

function validateText(path: string, pathType: string, at: string): FieldError[] {
  if (!types.includes(pathType)) return [notSupported(`${at}.pathType`, pathType, types)]
  const wrong = (text: string): FieldError => invalidValue(`${at}.path`, path, text)
  const relative = path.startsWith('/') ? [] : [wrong('must be an absolute path')]
  if (pathType === 'ImplementationSpecific') return path === '' ? [] : relative
  return [
    ...relative,
    ...wrongWithin.filter((part) => path.includes(part)).map((part) => wrong(`must not contain '${part}'`)),
    ...wrongAtEnd.filter((part) => path.endsWith(part)).map((part) => wrong(`cannot end with '${part}'`)),
  ]
}
