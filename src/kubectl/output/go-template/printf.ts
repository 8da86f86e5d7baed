/** Go's fmt.Sprintf for the values of templates: verbs, flags, width and precision, and its complaints inside the text. */
import { goFloat, goKind, goQuote, goSyntax } from '../go-value.ts'
import { display, GoNumber, isNothing, numberOf, typeName, type Value } from './values.ts'

interface Verb {
  readonly flags: string
  readonly width?: number
  readonly precision?: number
  readonly letter: string
}

export function sprintf(format: string, values: readonly Value[]): string {
  let used = 0
  const text = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d*))?([\s\S]?)/gu,
    (_, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
      const verb: Verb = {
        flags,
        width: width === undefined ? undefined : Number(width),
        precision: precision === undefined ? undefined : Number(precision),
        letter,
      }
      if (letter === '') return '%!(NOVERB)'
      if (letter === '%') return '%'
      return used < values.length ? formatted(verb, values[used++]) : `%!${letter}(MISSING)`
    },
  )
  if (used >= values.length) return text
  const extra = values.slice(used).map((value) => (isNothing(value) ? '<nil>' : `${typeName(value)}=${display(value)}`))
  return `${text}%!(EXTRA ${extra.join(', ')})`
}

function formatted(verb: Verb, value: Value): string {
  if (verb.letter === 'T') return pad(verb, isNothing(value) ? '<nil>' : typeName(value))
  if (isNothing(value)) return verb.letter === 'v' ? pad(verb, '<nil>') : `%!${verb.letter}(<nil>)`
  if (Array.isArray(value) && verb.letter !== 'v') return `[${value.map((item) => formatted(verb, item)).join(' ')}]`
  const body = valueText(verb, value)
  if (body !== undefined) return pad(verb, body)
  const digits = numberOf(value) === undefined ? display(value) : display(value).padStart(verb.precision ?? 0, '0')
  return `%!${verb.letter}(${typeName(value)}=${pad(verb, digits)})`
}

function valueText(verb: Verb, value: Value): string | undefined {
  const { letter } = verb
  if (letter === 'v') return verb.flags.includes('#') ? goSyntax(value instanceof GoNumber ? value.value : value) : scalar(verb, value)
  if (typeof value === 'string') return stringText(verb, value)
  if (typeof value === 'boolean') return letter === 't' ? String(value) : undefined
  const number = numberOf(value)
  if (number === undefined) return undefined
  const isInt = value instanceof GoNumber ? value.type === 'int' : goKind(value) === 'int'
  return isInt ? intText(verb, number) : floatText(verb, number)
}

const scalar = (verb: Verb, value: Value): string => {
  const number = numberOf(value)
  return number !== undefined && verb.flags.includes('+') && number >= 0 ? `+${display(value)}` : display(value)
}

function stringText({ letter, precision, flags }: Verb, value: string): string | undefined {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('')
  if (letter === 's') return cut
  if (letter === 'q') return flags.includes('#') && !value.includes('`') ? `\`${cut}\`` : goQuote(cut)
  if (letter !== 'x' && letter !== 'X') return undefined
  const hex = [...new TextEncoder().encode(cut)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return letter === 'x' ? hex : hex.toUpperCase()
}

function intText(verb: Verb, value: number): string | undefined {
  const bases: Record<string, number> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
  const base = bases[verb.letter]
  if (verb.letter === 'c') return String.fromCodePoint(value)
  if (verb.letter === 'q') return `'${String.fromCodePoint(value)}'`
  if (verb.letter === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`
  if (base === undefined) return undefined
  const digits = Math.abs(value).toString(base)
  const prefix = verb.letter === 'O' ? '0o' : verb.flags.includes('#') ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[verb.letter] ?? '') : ''
  const body = (verb.letter === 'X' ? digits.toUpperCase() : digits).padStart(verb.precision ?? 0, '0')
  return signOf(verb, value) + prefix + body
}

function floatText(verb: Verb, value: number): string | undefined {
  const precision = verb.precision ?? 6
  const size = Math.abs(value)
  switch (verb.letter) {
    case 'f':
    case 'F':
      return signOf(verb, value) + size.toFixed(precision)
    case 'e':
    case 'E': {
      const text = size.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2')
      return signOf(verb, value) + (verb.letter === 'E' ? text.toUpperCase() : text)
    }
    case 'g':
    case 'G':
      return signOf(verb, value) + (verb.precision === undefined ? goFloat(size) : String(Number(size.toPrecision(Math.max(1, precision)))))
    default:
      return undefined
  }
}

const signOf = ({ flags }: Verb, value: number): string => (value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '')

function pad({ width = 0, flags, letter }: Verb, text: string): string {
  const missingWidth = width - [...text].length
  if (missingWidth <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missingWidth)
  if (!flags.includes('0')) return ' '.repeat(missingWidth) + text
  const sign = /^[-+]/.exec(text)?.[0] ?? ''
  return letter === 's' || letter === 'v' || sign === '' ? '0'.repeat(missingWidth) + text : sign + '0'.repeat(missingWidth) + text.slice(1)
}
