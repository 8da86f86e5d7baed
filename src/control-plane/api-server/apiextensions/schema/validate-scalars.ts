import { beyond, type Finding, invalidType, noMatch, notMultiple, overall, type Result, tooFewChars, tooManyChars } from './findings.ts'
import { isKnownFormat, matchesFormat } from './formats.ts'
import { compilePattern } from './pattern.ts'
import type { JsonSchema } from './schema.ts'
import type { Place } from './validate.ts'

/** What the schema wants: several for x-kubernetes-int-or-string. */
const typesOf = (schema: JsonSchema): string[] => (schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [])

/** The format, if it is one that the type knows. */
const formatOf = (schema: JsonSchema): string => (schema.format && isKnownFormat(schema) ? schema.format : '')

/** JSON type, and the format that Go's type for it stands for. */
function typeOfValue(value: unknown): [type: string, format: string] {
  if (Array.isArray(value)) return ['array', '']
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'int64'] : ['number', 'float64']
  return [typeof value === 'object' ? 'object' : typeof value, '']
}

export function validateType({ value, schema, path }: Place): Result | Finding[] {
  const types = typesOf(schema)
  const format = formatOf(schema)
  if (value === null || value === undefined)
    return types.length > 0 && !schema.nullable ? [invalidType(path, types.join(','), 'null')] : { findings: [], matches: 1 }
  if (types.length === 0 && format === '') return []
  const [found, foundFormat] = typeOfValue(value)
  const fits = types.includes(found) || (found === 'integer' && types.includes('number'))
  const text = typeof value === 'string' || Array.isArray(value)
  if (!text && format !== '' && !fits && foundFormat !== format) return [invalidType(path, format, foundFormat)]
  const aboutNumbers = types.includes('number') || types.includes('integer')
  if (!fits && !(!aboutNumbers && format !== '' && text)) return [invalidType(path, types.join(','), found)]
  return { findings: [], matches: 1 }
}

/** Length and pattern, of which only the first that fails is told, and the format. */
export function validateString(value: string, schema: JsonSchema, path: string): Finding[] {
  const format = formatOf(schema)
  const wrongFormat = format !== '' && !matchesFormat(format, value) ? [invalidType(path, format, value)] : []
  const length = [...value].length
  if (schema.maxLength !== undefined && length > schema.maxLength) return [tooManyChars(path, schema.maxLength), ...wrongFormat]
  if (schema.minLength !== undefined && length < schema.minLength) return [tooFewChars(path, schema.minLength, value), ...wrongFormat]
  const pattern = schema.pattern ? compilePattern(schema.pattern) : undefined
  if (typeof pattern === 'string') return [noMatch(path, `${schema.pattern}, but pattern is invalid: ${pattern}`, value), ...wrongFormat]
  return pattern && !pattern.test(value) ? [noMatch(path, schema.pattern ?? '', value), ...wrongFormat] : wrongFormat
}

const limits: Readonly<Record<string, number>> = { int32: 2147483647, int64: 2 ** 63, float: 3.4028234663852886e38 }

/** Range, multiple and bounds. */
export function validateNumber(value: number, schema: JsonSchema, path: string): Result {
  const findings: Finding[] = []
  const { multipleOf, maximum, minimum, exclusiveMaximum = false, exclusiveMinimum = false, type = '' } = schema
  const format = formatOf(schema)
  if (Math.abs(value) > (limits[format] ?? Number.POSITIVE_INFINITY) && !(format === 'int32' && value === -2147483648))
    findings.push(overall(`Checked value must be of type ${type} with format ${format} in ${path}`))
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) findings.push(notMultiple(path, value, multipleOf))
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    findings.push(beyond(path, value, bound(value, minimum), 'greater', exclusiveMinimum))
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    findings.push(beyond(path, value, bound(value, maximum), 'less', exclusiveMaximum))
  return { findings, matches: 1 }
}

/** A whole number is compared with, and told, a whole bound. */
const bound = (value: number, limit: number): number => (Number.isInteger(value) ? Math.trunc(limit) : limit)

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times))
}
