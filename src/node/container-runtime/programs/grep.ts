/** grep, egrep, fgrep. */
import { absolute } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { escapeAll } from '../shell/pattern.ts'
import { readOptions } from './options.ts'
import { defineProgram, inputs, invalidOption, isGnu, lines, readLine } from './program.ts'
import { regularExpression } from './regular-expression.ts'

const letters = 'EFGPivclLnoqrRhHswxe:f:m:A:B:C:'

function grepProgram(name: string, always: '' | 'E' | 'F'): Program {
  return defineProgram(name, function* (process, args) {
    const numbered = args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-C', arg.slice(1)] : [arg]))
    const { flags, values, operands, unknown } = readOptions(numbered, letters, [
      'color',
      'color=',
      'line-buffered',
      'include=',
      'ignore-case',
      'quiet',
      'count',
      'invert-match',
    ])
    if (unknown) return invalidOption(process, 'grep', unknown)
    const has = (letter: string): boolean => flags.has(letter)
    const pattern = values.e ?? operands[0]
    if (pattern === undefined) {
      process.err(
        isGnu(process)
          ? "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"
          : 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\n',
      )
      return 2
    }
    const names = values.e === undefined ? operands.slice(1) : operands
    let expression: RegExp
    try {
      const sources = pattern.split('\n').map((each) => {
        const fixed = always === 'F' || has('F')
        const source = fixed ? escapeAll(each) : regularExpression(each, { extended: always === 'E' || has('E') || has('P') }).source
        return has('x') ? `^(?:${source})$` : has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source
      })
      expression = new RegExp(sources.join('|'), has('i') || flags.has('ignore-case') ? 'gi' : 'g')
    } catch {
      process.err(isGnu(process) ? 'grep: Unmatched [, [^, [:, [., or [=\n' : `grep: bad regex '${pattern}': Missing ']'\n`)
      return 2
    }
    const matches = (line: string): boolean => {
      expression.lastIndex = 0
      return expression.test(line) !== (has('v') || flags.has('invert-match'))
    }
    const quiet = has('q') || flags.has('quiet')
    // A stream is looked at line by line, so that `tail -f | grep` and `logs -f` in pipes work.
    if (names.length === 0 && !(has('r') || has('R')) && !has('c') && !has('A') && !has('B') && !has('C') && !has('L') && !has('l')) {
      let found = 0
      let number = 0
      for (let line = yield* readLine(process); line !== undefined; line = yield* readLine(process)) {
        number++
        yield* process.work()
        const text = line.replace(/\n$/, '')
        if (!matches(text)) continue
        found++
        if (quiet) return 0
        print(process, text, expression, has('o'), has('n') ? `${number}:` : '')
        if (values.m !== undefined && found >= Number(values.m)) break
      }
      return found > 0 ? 0 : 1
    }
    const recursive = has('r') || has('R')
    const files = recursive ? (names.length > 0 ? names : ['.']).flatMap((each) => walk(process, each)) : names
    const all = yield* inputs(process, 'grep', files, 'plain')
    const showName = has('H') || (!has('h') && (files.length > 1 || recursive))
    let any = false
    for (const { name: file, text } of all) {
      if (text === null) continue
      const rows = lines(text)
      const hits = rows
        .map((row, i) => (matches(row) ? i : -1))
        .filter((i) => i >= 0)
        .slice(0, values.m === undefined ? undefined : Number(values.m))
      if (hits.length > 0) any = true
      const shown = file === '-' ? '(standard input)' : file
      if (quiet) continue
      if (has('l')) process.out(hits.length > 0 ? `${shown}\n` : '')
      else if (has('L')) process.out(hits.length === 0 ? `${shown}\n` : '')
      else if (has('c') || flags.has('count')) process.out(`${showName ? `${shown}:` : ''}${hits.length}\n`)
      else
        show(process, rows, hits, {
          before: Number(values.B ?? values.C ?? 0),
          after: Number(values.A ?? values.C ?? 0),
          prefix: showName ? shown : undefined,
          numbers: has('n'),
          only: has('o'),
          expression,
        })
    }
    if (all.some(({ text }) => text === null) && !(any && quiet)) return 2
    return any ? 0 : 1
  })
}

function print(process: Process, text: string, expression: RegExp, only: boolean, prefix: string): void {
  if (!only) {
    process.out(`${prefix}${text}\n`)
    return
  }
  expression.lastIndex = 0
  for (const match of text.matchAll(expression)) if (match[0] !== '') process.out(`${prefix}${match[0]}\n`)
}

interface Shown {
  before: number
  after: number
  prefix: string | undefined
  numbers: boolean
  only: boolean
  expression: RegExp
}

function show(process: Process, rows: readonly string[], hits: readonly number[], { before, after, prefix, numbers, only, expression }: Shown): void {
  let last = -1
  for (const hit of hits) {
    const from = Math.max(last + 1, hit - before)
    if (last >= 0 && from > last + 1 && before + after > 0) process.out('--\n')
    for (let i = from; i <= Math.min(rows.length - 1, hit + after); i++) {
      const mark = hits.includes(i) ? ':' : '-'
      print(process, rows[i] as string, expression, only, `${prefix === undefined ? '' : prefix + mark}${numbers ? i + 1 + mark : ''}`)
      last = Math.max(last, i)
    }
  }
}

/** The files below a path. */
function walk(process: Process, name: string): string[] {
  const path = process.path(name)
  const node = process.files.find(path)
  if (node?.kind !== 'folder') return [name]
  return process.files.list(path).flatMap((each) => {
    const inside = process.files.find(absolute(each, path), false)
    return inside?.kind === 'folder' || inside?.kind === 'file' ? walk(process, name === '/' ? `/${each}` : `${name}/${each}`) : []
  })
}

export const grep = grepProgram('grep', '')
export const egrep = grepProgram('egrep', 'E')
export const fgrep = grepProgram('fgrep', 'F')
