/** Comparisons in filters: like with like only. Models client-go third_party/forked/golang/template. */
import { byBytes, goKind } from '../go-value.ts'
import { JsonPathError, Literal } from './nodes.ts'

type Basic = { readonly kind: 'bool' | 'int' | 'float' | 'string'; readonly value: boolean | number | string }

function basic(value: unknown): Basic {
  if (value instanceof Literal) return { kind: typeof value.value === 'boolean' ? 'bool' : value.float ? 'float' : 'int', value: value.value }
  const kind = goKind(value)
  if (kind === 'map' || kind === 'slice' || kind === 'nil') throw new JsonPathError('invalid type for comparison')
  return { kind, value: value as boolean | number | string }
}

/** Throws JsonPathError for values that Go does not compare. */
export function compare(left: unknown, operator: string, right: unknown): boolean {
  const a = basic(left)
  const b = basic(right)
  if (a.kind !== b.kind) throw new JsonPathError('incompatible types for comparison')
  if (operator === '==') return a.value === b.value
  if (operator === '!=') return a.value !== b.value
  if (a.kind === 'bool' && ['<', '<=', '>', '>='].includes(operator)) throw new JsonPathError('invalid type for comparison')
  const order = a.kind === 'string' ? byBytes(a.value as string, b.value as string) : Number(a.value) - Number(b.value)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`)
  }
}
