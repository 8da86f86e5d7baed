/** `+ - * / // % **` on Python's values. */
import { Dict, formatted, List, PythonError, Tuple, text, typeName, type Value } from './values.ts'

const whole = (value: Value): value is bigint | boolean => typeof value === 'bigint' || typeof value === 'boolean'
const numeric = (value: Value): value is bigint | boolean | number => whole(value) || typeof value === 'number'

const floorDivide = (a: bigint, b: bigint): bigint => {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

export function binary(operator: string, left: Value, right: Value): Value {
  if (whole(left) && whole(right)) return integers(operator, BigInt(left), BigInt(right))
  if (numeric(left) && numeric(right)) return floats(operator, Number(left), Number(right))
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (left instanceof List && right instanceof List) return new List([...left.items, ...right.items])
    if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items])
    if (left instanceof List || left instanceof Tuple)
      throw new PythonError('TypeError', `can only concatenate ${typeName(left)} (not "${typeName(right)}") to ${typeName(left)}`)
    if (typeof left === 'string') throw new PythonError('TypeError', `can only concatenate str (not "${typeName(right)}") to str`)
  }
  if (operator === '*' && whole(right)) return repeated(left, Number(right)) ?? wrong(operator, left, right)
  if (operator === '*' && whole(left)) return repeated(right, Number(left)) ?? wrong(operator, left, right)
  if (operator === '%' && typeof left === 'string') return percent(left, right)
  return wrong(operator, left, right)
}

function wrong(operator: string, left: Value, right: Value): never {
  throw new PythonError(
    'TypeError',
    `unsupported operand type(s) for ${operator === '**' ? '** or pow()' : operator}: '${typeName(left)}' and '${typeName(right)}'`,
  )
}

function repeated(value: Value, times: number): Value | undefined {
  if (typeof value === 'string') return value.repeat(Math.max(0, times))
  return value instanceof List ? new List(Array.from({ length: Math.max(0, times) }, () => value.items).flat()) : undefined
}

function integers(operator: string, a: bigint, b: bigint): Value {
  if (b === 0n && /^[/%]/.test(operator))
    throw new PythonError(
      'ZeroDivisionError',
      operator === '/' ? 'division by zero' : operator === '//' ? 'integer division or modulo by zero' : 'integer modulo by zero',
    )
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return Number(a) / Number(b)
    case '//':
      return floorDivide(a, b)
    case '%':
      return a - floorDivide(a, b) * b
    default:
      return b < 0n ? Number(a) ** Number(b) : a ** b
  }
}

function floats(operator: string, a: number, b: number): Value {
  if (b === 0 && /^[/%]/.test(operator))
    throw new PythonError(
      'ZeroDivisionError',
      operator === '/' ? 'float division by zero' : operator === '//' ? 'float floor division by zero' : 'float modulo',
    )
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor(a / b)
    case '%':
      return a - Math.floor(a / b) * b
    default:
      return a ** b
  }
}

/** `'%s has %d' % (name, n)` */
function percent(pattern: string, value: Value): string {
  const values = value instanceof Tuple ? [...value.items] : [value]
  return pattern.replace(/%(?:\((\w+)\))?([-0]?\d*(?:\.\d+)?)([sdfrx%])/g, (_, name: string | undefined, width: string, type: string) => {
    if (type === '%') return '%'
    const next = name !== undefined && value instanceof Dict ? value.get(name) : values.shift()
    if (next === undefined) throw new PythonError('TypeError', 'not enough arguments for format string')
    if (type === 's' || type === 'r') return text(next).padStart(Number(width) || 0)
    return formatted(type === 'd' ? BigInt(Math.trunc(Number(next))) : next, `${width}${type === 'd' ? '' : type}`)
  })
}
