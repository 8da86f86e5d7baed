/** echo, printf, yes, seq, true, false. */
import type { Program } from '../process.ts'
import { defineProgram, isGnu, writeSlowly } from './program.ts'

const escapes: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

/** Backslash sequences; `\c` ends the text. */
function unescaped(text: string, octal: RegExp): { text: string; stop: boolean } {
  let stop = false
  const source = text.includes('\\c') ? text.slice(0, text.search(/\\c/)) : text
  if (source !== text) stop = true
  const done = source.replace(
    new RegExp(`\\\\(?:(x[0-9a-fA-F]{1,2})|(${octal.source})|([abefnrtv\\\\]))`, 'g'),
    (_, hex?: string, oct?: string, letter?: string) => {
      if (hex) return String.fromCharCode(Number.parseInt(hex.slice(1), 16))
      if (oct) return String.fromCharCode(Number.parseInt(oct, 8) & 255)
      return escapes[letter as string] as string
    },
  )
  return { text: done, stop }
}

export const echo: Program = defineProgram('echo', (process, args) => {
  // dash's echo knows only -n and always reads escapes; the others have -e.
  const dash = isGnu(process) && /(^|\/)sh$/.test(process.argv[0] ?? '')
  let newline = true
  let escaped = dash
  let i = 0
  for (; i < args.length && (dash ? args[i] === '-n' : /^-[neE]+$/.test(args[i] as string)); i++) {
    const option = args[i] as string
    if (option.includes('n')) newline = false
    if (option.includes('e')) escaped = true
    if (option.includes('E')) escaped = false
  }
  const joined = args.slice(i).join(' ')
  const { text, stop } = escaped ? unescaped(joined, /0[0-7]{0,3}/) : { text: joined, stop: false }
  process.out(text + (newline && !stop ? '\n' : ''))
  return 0
})

export const printf: Program = defineProgram('printf', (process, args) => {
  const [format, ...values] = args
  if (format === undefined) {
    process.err(isGnu(process) ? "printf: missing operand\nTry 'printf --help' for more information.\n" : 'printf: missing operand\n')
    return 2
  }
  let status = 0
  let used = 0
  do {
    const start = used
    const { text, stop } = unescaped(
      format.replace(
        /%%|%([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?([diouxXcsbfeEgGq])/g,
        (whole, flags = '', width = '', precision: string | undefined, kind?: string) => {
          if (whole === '%%') return '%'
          const take = (): string => values[used++] ?? ''
          const columns = width === '*' ? Number(take()) : Number(width || 0)
          const digits = precision === undefined ? undefined : precision === '*' ? Number(take()) : Number(precision || 0)
          const value = take()
          if (/[diouxX]/.test(kind as string) && value !== '' && !/^[-+]?(0[xX][\da-fA-F]+|\d+)$/.test(value) && !/^["']./.test(value)) {
            process.err(
              isGnu(process)
                ? process.voice === undefined
                  ? `printf: '${value}': expected a numeric value\n`
                  : `${process.voice}printf: ${value}: expected numeric value\n`
                : `${process.voice ?? 'printf: '}invalid number '${value}'\n`,
            )
            status = 1
          }
          return formatted(kind as string, value, flags as string, columns, digits).replaceAll('\\', '\\\\')
        },
      ),
      /[0-7]{1,3}/,
    )
    process.out(text)
    if (stop || used === start) break
  } while (used < values.length)
  return status
})

function formatted(kind: string, value: string, flags: string, columns: number, digits: number | undefined): string {
  let text: string
  const number = /^["']/.test(value) ? value.charCodeAt(1) : Number(value) || 0
  if (kind === 's' || kind === 'q') text = digits === undefined ? value : value.slice(0, digits)
  else if (kind === 'b') text = unescaped(value, /0?[0-7]{1,3}/).text
  else if (kind === 'c') text = value.slice(0, 1)
  else if (kind === 'f') text = number.toFixed(digits ?? 6)
  else if (kind === 'e' || kind === 'E') text = number.toExponential(digits ?? 6).replace(/e([-+])(\d)$/, 'e$10$2')
  else if (kind === 'g' || kind === 'G') text = String(Number(number.toPrecision(digits || 6)))
  else if (kind === 'x') text = Math.trunc(number).toString(16)
  else if (kind === 'X') text = Math.trunc(number).toString(16).toUpperCase()
  else if (kind === 'o') text = Math.trunc(number).toString(8)
  else text = String(Math.trunc(number)).padStart(digits ?? 0, '0')
  if (flags.includes('+') && /[dif]/.test(kind) && number >= 0) text = `+${text}`
  if (flags.includes('-')) return text.padEnd(columns)
  if (flags.includes('0') && kind !== 's') return text.startsWith('-') ? `-${text.slice(1).padStart(columns - 1, '0')}` : text.padStart(columns, '0')
  return text.padStart(columns)
}

export const yes: Program = defineProgram('yes', function* (process, args) {
  const text = `${args.join(' ') || 'y'}\n`.repeat(512)
  for (;;) yield* writeSlowly(process, text)
})

export const seq: Program = defineProgram('seq', function* (process, args) {
  const separator = /^-s/.test(args[0] ?? '') ? args[0]?.slice(2) || (args[1] ?? '') : '\n'
  const padded = args.includes('-w')
  const numbers = args.filter((arg, i) => /^-?[\d.]+$/.test(arg) && !(args[i - 1] === '-s')).map(Number)
  const [first, step, last] = numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  if (first === undefined || step === undefined || last === undefined || step === 0) {
    process.err(isGnu(process) ? "seq: missing operand\nTry 'seq --help' for more information.\n" : 'seq: missing operand\n')
    return 1
  }
  const decimals = Math.max(...numbers.map((number) => (String(number).split('.')[1] ?? '').length))
  const width = padded ? Math.max(first.toFixed(decimals).length, last.toFixed(decimals).length) : 0
  const all: string[] = []
  for (let n = first, i = 0; step > 0 ? n <= last + 1e-9 : n >= last - 1e-9; n = first + ++i * step) {
    all.push(n.toFixed(decimals).padStart(width, '0'))
    if (all.length % 5000 === 0) {
      yield* writeSlowly(process, all.splice(0).join(separator) + separator)
    }
  }
  if (all.length > 0) process.out(`${all.join(separator)}\n`)
  return 0
})

export const yesNo = { true: defineProgram('true', () => 0), false: defineProgram('false', () => 1) }
