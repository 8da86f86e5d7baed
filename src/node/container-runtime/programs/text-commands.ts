/** head, tail, wc, sort, uniq, cut, tr, tee, rev, tac, nl, base64, md5sum and its like. */
import { FileError } from '../file-error.ts'
import type { Program } from '../process.ts'
import { classes } from '../shell/pattern.ts'
import { readOptions } from './options.ts'
import { byteLength, defineProgram, inputs, invalidOption, isGnu, lines, readAll, readLine, readSome } from './program.ts'

/** `head -5` is `head -n 5`. */
export const oldStyle = (args: readonly string[]): readonly string[] => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]))

export const head: Program = defineProgram('head', function* (process, args) {
  const { values, flags, operands, unknown } = readOptions(oldStyle(args), 'n:c:qv', ['lines=', 'bytes='])
  if (unknown) return invalidOption(process, 'head', unknown)
  const count = Number(values.n ?? values.lines ?? 10)
  const bytes = values.c ?? values.bytes
  if (operands.length === 0) {
    if (bytes !== undefined) {
      process.out((yield* readSome(process, Number(bytes))) ?? '')
      return 0
    }
    if (count < 0) {
      const all = lines(yield* readAll(process))
      process.out(
        all
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join(''),
      )
      return 0
    }
    for (let i = 0; i < count; i++) {
      const line = yield* readLine(process)
      if (line === undefined) break
      process.out(line)
    }
    return 0
  }
  const all = yield* inputs(process, 'head', operands, isGnu(process) ? 'open' : 'plain')
  all.forEach(({ name, text }, i) => {
    if (text === null) return
    if (operands.length > 1 && !flags.has('q')) process.out(`${i > 0 ? '\n' : ''}==> ${name} <==\n`)
    process.out(
      bytes === undefined
        ? text
            .split(/(?<=\n)/)
            .slice(0, count)
            .join('')
        : text.slice(0, Number(bytes)),
    )
  })
  return all.some(({ text }) => text === null) ? 1 : 0
})

export const wc: Program = defineProgram('wc', function* (process, args) {
  const { flags, operands, unknown } = readOptions(args, 'lwcmL', ['lines', 'words', 'bytes'])
  if (unknown) return invalidOption(process, 'wc', unknown)
  const wanted = [flags.has('l') || flags.has('lines'), flags.has('w') || flags.has('words'), flags.has('c') || flags.has('m') || flags.has('bytes')]
  const shown = wanted.includes(true) ? wanted : [true, true, true]
  const all = yield* inputs(process, 'wc', operands, 'plain')
  const totals = [0, 0, 0]
  const single = shown.filter(Boolean).length === 1
  const row = (counts: readonly number[], name: string): string => {
    const cells = counts.filter((_, i) => shown[i])
    const gnu = isGnu(process)
    const width = gnu ? (single && all.length === 1 ? 1 : operands.length === 0 ? 7 : Math.max(1, ...counts.map((n) => String(n).length))) : single ? 1 : 9
    return `${cells.map((cell) => String(cell).padStart(width)).join(' ')}${name === '-' && operands.length === 0 ? '' : ` ${name}`}\n`
  }
  for (const { name, text } of all) {
    if (text === null) continue
    const counts = [text.split('\n').length - 1, text.split(/\s+/).filter(Boolean).length, byteLength(text)]
    counts.forEach((count, i) => {
      totals[i] = (totals[i] as number) + count
    })
    process.out(row(counts, name))
  }
  if (all.length > 1) process.out(row(totals, 'total'))
  return all.some(({ text }) => text === null) ? 1 : 0
})

export const sort: Program = defineProgram('sort', function* (process, args) {
  const { flags, values, operands, unknown } = readOptions(args, 'nrufk:t:bhVo:cs')
  if (unknown) return invalidOption(process, 'sort', unknown)
  const all = yield* inputs(process, 'sort', operands, 'open')
  if (all.some(({ text }) => text === null)) return 2
  const rows = all.flatMap(({ text }) => lines(text as string))
  const [from, to] = (values.k ?? '').split(',')
  const numeric = flags.has('n') || flags.has('h') || /n/.test(values.k ?? '')
  const key = (row: string): string => {
    if (!from) return row
    const fields = values.t === undefined ? row.trim().split(/\s+/) : row.split(values.t)
    const start = Number.parseInt(from, 10) - 1
    return fields.slice(start, to ? Number.parseInt(to, 10) : undefined).join(values.t ?? ' ')
  }
  const scale: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9 }
  const number = (text: string): number => (Number.parseFloat(text) || 0) * (flags.has('h') ? (scale[text.trim().at(-1) ?? ''] ?? 1) : 1)
  const compareText = (a: string, b: string): number => {
    const [x, y] = flags.has('f') ? [a.toUpperCase(), b.toUpperCase()] : [a, b]
    return x < y ? -1 : x > y ? 1 : 0
  }
  const sorted = rows.sort((a, b) => (numeric ? number(key(a)) - number(key(b)) : compareText(key(a), key(b))) || compareText(a, b))
  if (flags.has('r') || /r/.test(values.k ?? '')) sorted.reverse()
  const result = flags.has('u')
    ? sorted.filter((row, i) => i === 0 || (numeric ? number(key(row)) !== number(key(sorted[i - 1] as string)) : row !== sorted[i - 1]))
    : sorted
  const text = result.map((row) => `${row}\n`).join('')
  if (values.o) process.files.write(process.path(values.o), text, { who: process })
  else process.out(text)
  return 0
})

export const uniq: Program = defineProgram('uniq', function* (process, args) {
  const { flags, operands } = readOptions(args, 'cdui')
  const [input] = yield* inputs(process, 'uniq', operands.slice(0, 1), 'open')
  if (!input || input.text === null) return 1
  const groups: { row: string; count: number }[] = []
  for (const row of lines(input.text)) {
    const last = groups.at(-1)
    if (last && (flags.has('i') ? last.row.toLowerCase() === row.toLowerCase() : last.row === row)) last.count++
    else groups.push({ row, count: 1 })
  }
  const chosen = groups.filter(({ count }) => (flags.has('d') ? count > 1 : flags.has('u') ? count === 1 : true))
  process.out(chosen.map(({ row, count }) => `${flags.has('c') ? `${String(count).padStart(7)} ` : ''}${row}\n`).join(''))
  return 0
})

export const cut: Program = defineProgram('cut', function* (process, args) {
  const { flags, values, operands } = readOptions(args, 'd:f:c:b:s')
  const list = values.f ?? values.c ?? values.b
  if (list === undefined) {
    process.err(
      isGnu(process)
        ? "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n"
        : 'cut: expected a list of bytes, characters, or fields\n',
    )
    return 1
  }
  const ranges = list.split(',').map((range) => {
    const [from, to] = range.split('-')
    return range.includes('-') ? [Number(from || 1), to ? Number(to) : Number.POSITIVE_INFINITY] : [Number(from), Number(from)]
  })
  const within = (i: number): boolean => ranges.some(([from, to]) => i + 1 >= (from as number) && i + 1 <= (to as number))
  const separator = values.d ?? '\t'
  const all = yield* inputs(process, 'cut', operands, 'plain')
  for (const { text } of all) {
    for (const line of lines(text ?? '')) {
      if (values.f === undefined) process.out(`${[...line].filter((_, i) => within(i)).join('')}\n`)
      else if (line.includes(separator))
        process.out(
          `${line
            .split(separator)
            .filter((_, i) => within(i))
            .join(separator)}\n`,
        )
      else if (!flags.has('s')) process.out(`${line}\n`)
    }
  }
  return all.some(({ text }) => text === null) ? 1 : 0
})

/** The characters that a set of tr means. */
function characters(set: string): string[] {
  const source = set
    .replace(/\\([\\nrt0])/g, (_, letter: string) => ({ '\\': '\\', n: '\n', r: '\r', t: '\t', '0': '\0' })[letter] as string)
    .replace(/\[:(\w+):\]/g, (_, name: string) => (name === 'space' ? ' \t\n\v\f\r' : (classes[name] ?? '')))
  const all: string[] = []
  for (let i = 0; i < source.length; i++) {
    const from = source[i] as string
    if (source[i + 1] === '-' && source[i + 2] !== undefined) {
      for (let code = from.charCodeAt(0); code <= source.charCodeAt(i + 2); code++) all.push(String.fromCharCode(code))
      i += 2
    } else all.push(from)
  }
  return all
}

export const tr: Program = defineProgram('tr', function* (process, args) {
  const { flags, operands } = readOptions(args, 'dscC')
  const from = characters(operands[0] ?? '')
  const to = characters(operands[1] ?? '')
  const complement = flags.has('c') || flags.has('C')
  const selected = (char: string): boolean => from.includes(char) !== complement
  let last = ''
  const squeezed = flags.has('d') || operands.length > 1 ? (operands[1] === undefined ? from : to) : from
  for (let part = yield* readSome(process); part !== undefined; part = yield* readSome(process)) {
    let text = ''
    for (const char of part) {
      let mapped = char
      if (selected(char)) {
        if (flags.has('d')) continue
        if (to.length > 0) mapped = (complement ? to.at(-1) : (to[from.indexOf(char)] ?? to.at(-1))) as string
      }
      if (flags.has('s') && mapped === last && (complement && to.length === 0 ? selected(mapped) : squeezed.includes(mapped))) continue
      text += mapped
      last = mapped
    }
    process.out(text)
  }
  return 0
})

export const tee: Program = defineProgram('tee', function* (process, args) {
  const { flags, operands } = readOptions(args, 'ai')
  let status = 0
  const targets = operands.filter((name) => {
    try {
      process.files.write(process.path(name), '', { who: process, append: flags.has('a') })
      return true
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err(`tee: ${name}: ${error.message}\n`)
      status = 1
      return false
    }
  })
  for (let part = yield* readSome(process); part !== undefined; part = yield* readSome(process)) {
    process.out(part)
    for (const name of targets) process.files.write(process.path(name), part, { who: process, append: true })
  }
  return status
})

const perLine = (name: string, change: (all: string[]) => string[]): Program =>
  defineProgram(name, function* (process, args) {
    const all = yield* inputs(process, name, readOptions(args, 'ban:').operands, 'open')
    for (const { text } of all)
      process.out(
        change(lines(text ?? ''))
          .map((line) => `${line}\n`)
          .join(''),
      )
    return all.some(({ text }) => text === null) ? 1 : 0
  })

export const rev = perLine('rev', (all) => all.map((line) => [...line].reverse().join('')))
export const tac = perLine('tac', (all) => all.reverse())
export const nl = perLine('nl', (all) => {
  let number = 0
  return all.map((line) => (line === '' ? '       ' : `${String(++number).padStart(6)}\t${line}`))
})

export const base64: Program = defineProgram('base64', function* (process, args) {
  const { flags, values, operands } = readOptions(args, 'dw:D', ['decode', 'wrap='])
  const [input] = yield* inputs(process, 'base64', operands, 'open')
  if (!input || input.text === null) return 1
  if (flags.has('d') || flags.has('D') || flags.has('decode')) {
    const clean = input.text.replace(/\s/g, '')
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.length % 4 === 1) {
      process.err(isGnu(process) ? 'base64: invalid input\n' : 'base64: truncated input\n')
      return 1
    }
    process.out(new TextDecoder().decode(Uint8Array.from(atob(clean), (char) => char.charCodeAt(0))))
    return 0
  }
  const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(input.text)))
  const width = Number(values.w ?? values.wrap ?? 76)
  process.out(width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'))
  return 0
})
