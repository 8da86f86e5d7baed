/** From a word to the fields of a command line: parameters, commands, arithmetic, field splitting, path names. */
import { absolute } from '../path.ts'
import { Exit, type Wait } from '../process.ts'
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts'
import type { Interpreter } from './interpreter.ts'
import { hasPattern, literal, matches, patternSource } from './pattern.ts'
import type { Word, WordPart } from './syntax.ts'

type Expanding<T> = Generator<Wait, T, void>

interface Field {
  text: string
  /** The same with quoted characters escaped, to match path names. */
  pattern: string
}

/** Collects fields while the parts of words are expanded. */
class Fields {
  readonly done: Field[] = []
  #open: Field | undefined
  constructor(private readonly separators: string) {}

  add(text: string, quoted: boolean): void {
    this.#open ??= { text: '', pattern: '' }
    this.#open.text += text
    this.#open.pattern += quoted ? literal(text) : text
  }

  /** Ends the field that is open, so that what follows is another one. */
  end(): void {
    if (this.#open) this.done.push(this.#open)
    this.#open = undefined
  }

  split(text: string): void {
    const blanks = /[ \t\n]/
    for (let i = 0; i < text.length; i++) {
      const char = text[i] as string
      if (!this.separators.includes(char)) this.add(char, false)
      else if (blanks.test(char)) this.end()
      else {
        this.add('', false)
        this.end()
      }
    }
  }
}

/** All fields of some words. */
export function* expandWords(interpreter: Interpreter, words: readonly Word[]): Expanding<string[]> {
  const { shell } = interpreter
  const fields = new Fields(shell.get('IFS') ?? ' \t\n')
  for (const word of words) {
    for (const braced of shell.dialect === 'bash' ? braces(word) : [word]) {
      if (isNothing(interpreter, braced)) continue
      yield* expandInto(interpreter, tilde(interpreter, braced), fields)
      fields.end()
    }
  }
  if (shell.options.has('f')) return fields.done.map((field) => field.text)
  return fields.done.flatMap((field) => pathNames(interpreter, field))
}

/** A word as one text: assignments, redirections, the subject of `case`. */
export function* expandText(interpreter: Interpreter, word: Word): Expanding<string> {
  let text = ''
  for (const part of tilde(interpreter, word)) text += yield* expandPart(interpreter, part)
  return text
}

/** A word as a pattern: quoted characters stand for themselves. */
export function* expandPattern(interpreter: Interpreter, word: Word): Expanding<string> {
  let pattern = ''
  for (const part of word) {
    const text = yield* expandPart(interpreter, part)
    pattern += part.quoted ? literal(text) : text
  }
  return pattern
}

/** `"$@"` without arguments is no field at all, not an empty one. */
const isNothing = (interpreter: Interpreter, word: Word): boolean =>
  interpreter.shell.positional.length === 0 &&
  word.some((part) => part.kind === 'parameter' && part.name === '@') &&
  word.every((part) => (part.kind === 'parameter' && part.name === '@') || (part.kind === 'text' && part.text === ''))

/** @param inner whether the word comes out of an expansion, so that its plain text is split too. */
function* expandInto(interpreter: Interpreter, word: Word, fields: Fields, inner = false): Expanding<void> {
  const { shell } = interpreter
  for (const part of word) {
    if (part.kind === 'text') {
      if (inner && !part.quoted) fields.split(part.text)
      else fields.add(part.text, part.quoted)
      continue
    }
    if (part.kind === 'parameter' && (part.name === '@' || (part.name === '*' && !part.quoted)) && part.operator === undefined) {
      shell.positional.forEach((value, i) => {
        if (i > 0) fields.end()
        if (part.quoted) fields.add(value, true)
        else fields.split(value)
      })
      continue
    }
    if (part.kind === 'parameter' && !part.quoted && part.word && /^:?[-+]$/.test(part.operator ?? '')) {
      const chosen = chooseWord(interpreter, part)
      if (chosen) {
        yield* expandInto(interpreter, chosen, fields, true)
        continue
      }
      if (part.operator?.endsWith('+')) continue
    }
    const text = yield* expandPart(interpreter, part)
    if (part.kind === 'arithmetic' || part.quoted) fields.add(text, part.quoted)
    else fields.split(text)
  }
}

/** For `${x:-word}` and `${x:+word}`: the word, if it is the one to take. */
function chooseWord(interpreter: Interpreter, part: WordPart & { kind: 'parameter' }): Word | undefined {
  const value = parameter(interpreter, part.name)
  const missing = value === undefined || (part.operator?.startsWith(':') && value === '')
  return missing === (part.operator?.endsWith('-') ?? false) ? part.word : undefined
}

function* expandPart(interpreter: Interpreter, part: WordPart): Expanding<string> {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'command':
      return yield* interpreter.substitute(part.script)
    case 'arithmetic':
      return String(yield* arithmetic(interpreter, part.word))
    case 'parameter':
      return yield* expandParameter(interpreter, part)
  }
}

function* arithmetic(interpreter: Interpreter, word: Word): Expanding<number> {
  const { shell } = interpreter
  const text = yield* expandText(interpreter, word)
  try {
    return evaluateArithmetic(text, { get: (name) => shell.get(name), set: (name, value) => shell.set(name, value) })
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error
    const message = error.message === 'divide by zero' && shell.dialect === 'dash' ? 'division by zero' : error.message
    shell.complain(
      shell.dialect === 'dash'
        ? `arithmetic expression: ${message === 'syntax error' ? 'expecting primary' : message}: "${text}"`
        : shell.dialect === 'ash'
          ? `arithmetic ${message}`.replace('arithmetic divide', 'divide')
          : message,
    )
    throw new Exit(shell.dialect === 'bash' ? 1 : 2)
  }
}

function parameter(interpreter: Interpreter, name: string): string | undefined {
  const { shell } = interpreter
  if (name === '@' || name === '*')
    return shell.positional.length === 0 ? undefined : shell.positional.join(name === '*' ? (shell.get('IFS') ?? ' ').slice(0, 1) : ' ')
  return shell.get(name)
}

function* expandParameter(interpreter: Interpreter, part: WordPart & { kind: 'parameter' }): Expanding<string> {
  const { shell } = interpreter
  const { name, operator, word = [] } = part
  const value = parameter(interpreter, name)
  if (operator === undefined || operator === 'length') {
    if (value === undefined && shell.options.has('u') && !/^[@*]$/.test(name)) {
      shell.complain(shell.dialect === 'bash' ? `${name}: unbound variable` : `${name}: parameter not set`)
      throw new Exit(shell.dialect === 'bash' ? 1 : 2)
    }
    return operator === 'length' ? String((value ?? '').length) : (value ?? '')
  }
  const missing = value === undefined || (operator.startsWith(':') && value === '')
  switch (operator.replace(/^:(?=.)/, '')) {
    case '-':
      return missing ? yield* expandText(interpreter, word) : value
    case '+':
      return missing ? '' : yield* expandText(interpreter, word)
    case '=':
      if (missing) shell.set(name, yield* expandText(interpreter, word))
      return shell.get(name) ?? ''
    case '?':
      if (!missing) return value
      shell.complain(`${name}: ${(yield* expandText(interpreter, word)) || (operator === ':?' ? 'parameter not set or null' : 'parameter not set')}`)
      throw new Exit(shell.dialect === 'bash' ? 1 : 2)
    case ':':
      return yield* slice(interpreter, value ?? '', word)
    case '/':
    case '//':
      return replace(value ?? '', operator, yield* expandPattern(interpreter, word))
    default:
      return strip(value ?? '', operator, yield* expandPattern(interpreter, word))
  }
}

function* slice(interpreter: Interpreter, value: string, word: Word): Expanding<string> {
  const [from = '0', length] = (yield* expandText(interpreter, word)).split(':')
  const variables = { get: (name: string) => interpreter.shell.get(name), set: () => {} }
  const start = evaluateArithmetic(from, variables)
  const begin = start < 0 ? Math.max(0, value.length + start) : start
  if (length === undefined) return value.slice(begin)
  const count = evaluateArithmetic(length, variables)
  return count < 0 ? value.slice(begin, count) : value.slice(begin, begin + count)
}

function replace(value: string, operator: string, text: string): string {
  const slash = text.search(/(?<!\\)\//)
  const pattern = slash < 0 ? text : text.slice(0, slash)
  const replacement = slash < 0 ? '' : text.slice(slash + 1)
  if (pattern === '') return value
  return value.replace(new RegExp(patternSource(pattern), operator === '//' ? 'g' : ''), () => replacement)
}

/** `${x#pattern}`, `${x##pattern}`, `${x%pattern}`, `${x%%pattern}` */
function strip(value: string, operator: string, pattern: string): string {
  const source = patternSource(pattern)
  const full = new RegExp(`^(?:${source})$`)
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i)
  if (operator.length === 2) lengths.reverse()
  for (const length of lengths) {
    const part = operator.startsWith('#') ? value.slice(0, length) : value.slice(value.length - length)
    if (full.test(part)) return operator.startsWith('#') ? value.slice(length) : value.slice(0, value.length - length)
  }
  return value
}

function tilde(interpreter: Interpreter, word: Word): Word {
  const first = word[0]
  if (first?.kind !== 'text' || first.quoted || !/^~(\/|$)/.test(first.text)) return word
  const home = interpreter.shell.get('HOME') ?? '~'
  return [{ kind: 'text', text: home, quoted: true }, { ...first, text: first.text.slice(1) }, ...word.slice(1)]
}

/** bash's `{a,b}` and `{1..3}`, in a word that is one plain text. */
function braces(word: Word): readonly Word[] {
  const i = word.findIndex((part) => part.kind === 'text' && !part.quoted && /\{[^{}]*(,|\.\.)[^{}]*\}/.test(part.text))
  const part = word[i]
  if (part?.kind !== 'text') return [word]
  const match = /\{([^{}]*(?:,|\.\.)[^{}]*)\}/.exec(part.text)
  if (!match?.[1]) return [word]
  const range = /^(-?\d+)\.\.(-?\d+)(?:\.\.(\d+))?$/.exec(match[1])
  const items: string[] = []
  if (range) {
    const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1) || 1]
    if (from <= to) for (let n = from; n <= to; n += step) items.push(String(n))
    else for (let n = from; n >= to; n -= step) items.push(String(n))
  } else if (match[1].includes(',')) items.push(...match[1].split(','))
  else return [word]
  const before = part.text.slice(0, match.index)
  const after = part.text.slice(match.index + match[0].length)
  return items.flatMap((item) => braces([...word.slice(0, i), { ...part, text: before + item + after }, ...word.slice(i + 1)]))
}

/** The paths that a field with a pattern means; itself if there are none. */
function pathNames(interpreter: Interpreter, field: Field): readonly string[] {
  if (!hasPattern(field.pattern)) return [field.text]
  const { process } = interpreter.shell
  const rooted = field.pattern.startsWith('/')
  let found = [rooted ? '/' : '']
  const parts = field.pattern.split('/').filter((part, i, all) => part !== '' || i === all.length - 1)
  for (const [i, part] of parts.entries()) {
    if (part === '') break
    const last = i === parts.length - 1
    found = found.flatMap((base) => {
      if (!hasPattern(part)) {
        const path = base + part.replace(/\\(.)/g, '$1')
        return process.files.find(absolute(path, process.cwd)) ? [last ? path : `${path}/`] : []
      }
      const folder = process.files.find(absolute(base || '.', process.cwd))
      if (folder?.kind !== 'folder') return []
      return process.files
        .list(absolute(base || '.', process.cwd))
        .filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matches(name, part))
        .map((name) => (last ? base + name : `${base}${name}/`))
    })
  }
  return found.length > 0 ? found : [field.text]
}
