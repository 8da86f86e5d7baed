/** Types of CEL expressions, as the checker sees them and as error messages print them. */

export type Type =
  | { readonly kind: 'simple'; readonly name: SimpleName }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'optional'; readonly of: Type }
  | { readonly kind: 'type'; readonly of: Type }
  /** A message with named fields: `self`, `request`; `fields` undefined: any field, of any type. */
  | { readonly kind: 'object'; readonly name: string; readonly fields: Readonly<Record<string, Type>> | undefined }
  /** A value that only functions look into: `kubernetes.Quantity`. */
  | { readonly kind: 'opaque'; readonly name: string }
  /** Stands for any type, the same one throughout a signature. */
  | { readonly kind: 'parameter'; readonly name: string }

type SimpleName = 'dyn' | 'error' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration'

const simple = (name: SimpleName): Type => ({ kind: 'simple', name })

export const dyn = simple('dyn')
/** Of an expression that was found wrong: nothing more is said about what uses it. */
export const failed = simple('error')
export const nullType = simple('null')
export const bool = simple('bool')
export const int = simple('int')
export const uint = simple('uint')
export const double = simple('double')
export const string = simple('string')
export const bytes = simple('bytes')
export const timestamp = simple('timestamp')
export const duration = simple('duration')
export const list = (of: Type): Type => ({ kind: 'list', of })
export const map = (key: Type, value: Type): Type => ({ kind: 'map', key, value })
export const optional = (of: Type): Type => ({ kind: 'optional', of })
export const typeOfType = (of: Type): Type => ({ kind: 'type', of })
export const object = (name: string, fields?: Readonly<Record<string, Type>>): Type => ({ kind: 'object', name, fields })
export const opaque = (name: string): Type => ({ kind: 'opaque', name })
export const parameter = (name: string): Type => ({ kind: 'parameter', name })

export const isDyn = (type: Type): boolean => type.kind === 'simple' && (type.name === 'dyn' || type.name === 'error')

/** `list(int)`, `map(string, dyn)`: as errors name a type. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'simple':
      return type.name === 'error' ? '!error!' : type.name
    case 'list':
      return `list(${formatType(type.of)})`
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`
    case 'optional':
      return `optional_type(${formatType(type.of)})`
    case 'type':
      return `type(${formatType(type.of)})`
    default:
      return type.name
  }
}
