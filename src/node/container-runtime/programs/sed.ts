/** sed: s, p, d, q, =, a, i, c, y, n; addresses by line, `$`, pattern and range; -n, -E, -i, -e. */
import { FileError } from '../file-error.ts'
import type { Program } from '../process.ts'
import { readOptions } from './options.ts'
import { defineProgram, inputs, isGnu, lines } from './program.ts'
import { regularExpression } from './regular-expression.ts'

type Address = { line: number } | { last: true } | { pattern: RegExp }

interface Instruction {
  readonly from?: Address
  readonly to?: Address
  readonly negated: boolean
  readonly command: string
  readonly expression?: RegExp
  readonly replacement?: string
  readonly print?: boolean
  readonly occurrence?: number
  readonly text?: string
  active?: boolean
}

class ScriptError extends Error {}

function parse(script: string, extended: boolean): Instruction[] {
  let at = 0
  const instructions: Instruction[] = []
  const delimited = (delimiter: string): string => {
    let text = ''
    while (at < script.length && script[at] !== delimiter) {
      if (script[at] === '\\' && script[at + 1] === delimiter && delimiter !== '\\') at++
      else if (script[at] === '\\') text += script[at++]
      text += script[at++]
    }
    if (at >= script.length) throw new ScriptError('unterminated')
    at++
    return text
  }
  const address = (): Address | undefined => {
    const number = /^\d+/.exec(script.slice(at))
    if (number) {
      at += number[0].length
      return { line: Number(number[0]) }
    }
    if (script[at] === '$') {
      at++
      return { last: true }
    }
    if (script[at] !== '/' && script[at] !== '\\') return undefined
    if (script[at] === '\\') at++
    const delimiter = script[at++] as string
    const pattern = delimited(delimiter)
    const flags = script[at] === 'I' ? 'i' : ''
    at += flags.length
    return { pattern: regularExpression(pattern, { extended, flags }) }
  }
  for (;;) {
    while (/[\s;}]/.test(script[at] ?? '')) at++
    if (at >= script.length) return instructions
    const from = address()
    let to: Address | undefined
    if (from && script[at] === ',') {
      at++
      to = address()
    }
    while (script[at] === ' ') at++
    const negated = script[at] === '!'
    if (negated) at++
    const command = script[at++] ?? ''
    const base = { ...(from ? { from } : {}), ...(to ? { to } : {}), negated, command }
    if (command === 's' || command === 'y') {
      const delimiter = script[at++] ?? '/'
      const pattern = delimited(delimiter)
      const replacement = delimited(delimiter)
      const flags = /^[gpiI\d]*/.exec(script.slice(at))?.[0] ?? ''
      at += flags.length
      const occurrence = /\d+/.exec(flags)?.[0]
      instructions.push({
        ...base,
        expression:
          command === 'y'
            ? /x/
            : regularExpression(pattern, { extended, flags: (flags.includes('g') || occurrence ? 'g' : '') + (/i/i.test(flags) ? 'i' : '') }),
        replacement,
        print: flags.includes('p'),
        ...(occurrence ? { occurrence: Number(occurrence) } : {}),
        ...(command === 'y' ? { text: pattern } : {}),
      })
    } else if ('aic'.includes(command)) {
      const end = script.indexOf('\n', at)
      const raw = script.slice(at, end < 0 ? undefined : end)
      at = end < 0 ? script.length : end
      instructions.push({ ...base, text: raw.replace(/^\s*\\?\n?\s*/, '') })
    } else if ('pdq=nD{'.includes(command) && command !== '') instructions.push(base)
    else throw new ScriptError(command)
  }
}

const replaced = (template: string, groups: readonly (string | undefined)[]): string =>
  template.replace(/\\([0-9nt&\\])|\\(.)|&/g, (whole, special?: string, other?: string) => {
    if (whole === '&') return groups[0] ?? ''
    if (special === 'n') return '\n'
    if (special === 't') return '\t'
    if (special === '&' || special === '\\') return special
    return special === undefined ? (other as string) : (groups[Number(special)] ?? '')
  })

function substitute(line: string, { expression, replacement = '', occurrence }: Instruction): string {
  let count = 0
  return line.replace(expression as RegExp, (...found) => {
    count++
    if (occurrence !== undefined && count !== occurrence) return found[0] as string
    const end = found.findIndex((part, i) => i > 0 && typeof part === 'number')
    return replaced(replacement, found.slice(0, end) as string[])
  })
}

function selects(instruction: Instruction, line: string, number: number, last: boolean): boolean {
  const hits = (address: Address): boolean => ('line' in address ? address.line === number : 'last' in address ? last : address.pattern.test(line))
  const { from, to } = instruction
  if (!from) return true
  if (!to) return hits(from)
  if (instruction.active) {
    if ('line' in to ? number >= to.line : hits(to)) instruction.active = false
    return !('line' in to) || number <= to.line
  }
  if (!hits(from)) return false
  instruction.active = !('line' in to && to.line <= number)
  return true
}

function edit(text: string, instructions: readonly Instruction[], quiet: boolean): string {
  let result = ''
  const rows = lines(text)
  for (let i = 0; i < rows.length; i++) {
    let line = rows[i] as string
    let deleted = false
    let after = ''
    let quit = false
    for (const instruction of instructions) {
      if (selects(instruction, line, i + 1, i === rows.length - 1) === instruction.negated) continue
      const { command } = instruction
      if (command === 's') {
        const changed = substitute(line, instruction)
        if (instruction.print && (instruction.expression as RegExp).test(line)) result += `${changed}\n`
        line = changed
      } else if (command === 'y') line = [...line].map((char) => instruction.replacement?.[instruction.text?.indexOf(char) ?? -1] ?? char).join('')
      else if (command === 'p') result += `${line}\n`
      else if (command === '=') result += `${i + 1}\n`
      else if (command === 'i') result += `${instruction.text}\n`
      else if (command === 'a') after += `${instruction.text}\n`
      else if (command === 'c') {
        result += `${instruction.text}\n`
        deleted = true
      } else if (command === 'd' || command === 'D') deleted = true
      else if (command === 'q') quit = true
      if (deleted || quit) break
    }
    if (!deleted && !quiet) result += `${line}\n`
    result += after
    if (quit) break
  }
  return text.endsWith('\n') || !result.endsWith('\n') || text === '' ? result : result.slice(0, -1)
}

export const sed: Program = defineProgram('sed', function* (process, args) {
  const inPlace = args.some((arg) => /^-[nEr]*i/.test(arg) || arg === '--in-place')
  const scripts: string[] = []
  const cleaned = args
    .filter((arg) => arg !== '--in-place')
    .map((arg) => (/^-[nEr]*i/.test(arg) ? arg.replace(/i.*$/, '') || '-' : arg))
    .filter((arg) => arg !== '-')
  for (let i = 0; i < cleaned.length; i++) if (cleaned[i] === '-e') scripts.push(cleaned[i + 1] ?? '')
  const { flags, operands } = readOptions(cleaned, 'nEre:s')
  const files = scripts.length > 0 ? operands : operands.slice(1)
  let instructions: Instruction[]
  try {
    if (scripts.length === 0 && operands[0] === undefined) throw new ScriptError('')
    instructions = parse(scripts.length > 0 ? scripts.join('\n') : (operands[0] as string), flags.has('E') || flags.has('r'))
  } catch (error) {
    if (!(error instanceof ScriptError) && !(error instanceof SyntaxError)) throw error
    const why =
      error.message === 'unterminated'
        ? isGnu(process)
          ? "-e expression #1, char 1: unterminated `s' command"
          : 'bad option in substitution expression'
        : error.message === ''
          ? 'no script'
          : isGnu(process)
            ? `-e expression #1, char 1: unknown command: \`${error.message}'`
            : `unsupported command ${error.message}`
    process.err(`sed: ${why}\n`)
    return 1
  }
  const all = yield* inputs(process, 'sed', files, 'plain')
  if (!inPlace) {
    const joined = all.map(({ text }) => text ?? '').join('')
    process.out(edit(joined, instructions, flags.has('n')))
  } else {
    for (const { name, text } of all) {
      if (text === null) continue
      try {
        process.files.write(process.path(name), edit(text, instructions, flags.has('n')), { who: process })
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        process.err(
          isGnu(process) ? `sed: couldn't open temporary file ./sedXYZ: ${error.message}\n` : `sed: can't create temp file '${name}XXXXXX': ${error.message}\n`,
        )
        return 4
      }
    }
  }
  return all.some(({ text }) => text === null) ? (isGnu(process) ? 2 : 1) : 0
})
