/** What storage classes and volume attributes classes share: who makes the volumes, and what it is told. */
import { type FieldError, invalidValue, required, tooLong } from '../../../../api/status.ts'
import { byteLength, qualifiedName } from '../checks.ts'

const mostParameters = 512
const largest = 256 * 1024

export const driverName = (name: string | undefined, path: string): FieldError[] => (name ? qualifiedName(path, name.toLowerCase()) : [required(path)])

export function validateParameters(parameters: Readonly<Record<string, string>>, mayBeEmpty: boolean): FieldError[] {
  const entries = Object.entries(parameters)
  if (entries.length > mostParameters) return [tooLong('parameters', mostParameters)]
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  return [
    ...('' in parameters ? [invalidValue('parameters', '', 'field can not be empty.')] : []),
    ...(size > largest ? [tooLong('parameters', largest)] : []),
    ...(entries.length === 0 && !mayBeEmpty ? [required('parameters', 'must contain at least one key/value pair')] : []),
  ]
}
