/**
 * Reads words into flags and arguments with pflag's grammar: `--name value`, `--name=value`, `-n value`, `-nvalue`,
 * `-n=value`, clusters (`-it`), `--` (nothing after it is a flag), flags anywhere between arguments, underscores for dashes.
 * Models spf13/pflag flag.go; its error texts word for word.
 */
import { UsageError } from './errors.ts'
import { type Flag, type FlagTable, FlagValueError } from './flags.ts'

export interface ParsedLine {
  readonly values: Readonly<Record<string, unknown>>
  /** Names of the flags that were given. */
  readonly changed: ReadonlySet<string>
  readonly args: readonly string[]
  /** How many of args stood before `--`, or -1. */
  readonly dash: number
  /** What to print on standard error before running: deprecated flags. */
  readonly notices: readonly string[]
}

/** Underscores are as good as dashes in a flag's name. */
export const normalName = (name: string): string => name.replaceAll('_', '-')

export const byShorthand = (flags: FlagTable, letter: string): [string, Flag<any>] | undefined =>
  Object.entries(flags).find(([, flag]) => flag.shorthand === letter)

/** The values of flags of which none was given. */
export const defaultsOf = (flags: FlagTable): Record<string, unknown> => Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]))

/** Throws UsageError that points to the help of `command` (the words after kubectl). */
export function parseFlags(flags: FlagTable, words: readonly string[], command: string): ParsedLine {
  return new Line(flags, words, command).read()
}

class Line {
  readonly values: Record<string, unknown>
  readonly changed = new Set<string>()
  readonly args: string[] = []
  readonly notices: string[] = []
  readonly rest: string[]
  dash = -1

  constructor(
    readonly flags: FlagTable,
    words: readonly string[],
    readonly command: string,
  ) {
    this.rest = [...words]
    this.values = defaultsOf(flags)
  }

  read(): ParsedLine {
    for (let word = this.rest.shift(); word !== undefined; word = this.rest.shift()) {
      if (word === '--') {
        this.dash = this.args.length
        this.args.push(...this.rest)
        break
      }
      if (word.startsWith('--')) this.long(word)
      else if (word.startsWith('-') && word.length > 1) this.short(word.slice(1))
      else this.args.push(word)
    }
    return this
  }

  long(word: string): void {
    const [, given = '', equals, value = ''] = /^--([^=]*)(=?)(.*)$/s.exec(word) ?? []
    if (given === '' || given.startsWith('-')) throw this.wrong(`bad flag syntax: ${word}`)
    const name = normalName(given)
    const flag = this.flags[name]
    if (flag === undefined) throw this.wrong(`unknown flag: --${given}`)
    if (equals === '=') this.set(name, flag, value)
    else if (flag.bare !== undefined) this.set(name, flag, flag.bare)
    else this.set(name, flag, this.next(`flag needs an argument: --${given}`))
  }

  short(letters: string): void {
    const letter = letters[0] as string
    const found = byShorthand(this.flags, letter)
    if (!found) throw this.wrong(`unknown shorthand flag: '${firstByte(letter)}' in -${letters}`)
    const [name, flag] = found
    if (letters.length > 2 && letters[1] === '=') this.set(name, flag, letters.slice(2))
    else if (flag.bare !== undefined) {
      this.set(name, flag, flag.bare)
      if (letters.length > 1) this.short(letters.slice(1))
    } else if (letters.length > 1) this.set(name, flag, letters.slice(1))
    else this.set(name, flag, this.next(`flag needs an argument: '${letter}' in -${letters}`))
  }

  next(complaint: string): string {
    const word = this.rest.shift()
    if (word === undefined) throw this.wrong(complaint)
    return word
  }

  set(name: string, flag: Flag<any>, text: string): void {
    try {
      this.values[name] = flag.parse(text, this.values[name], this.changed.has(name))
    } catch (error) {
      if (!(error instanceof FlagValueError)) throw error
      const shown = flag.shorthand === undefined ? `--${name}` : `-${flag.shorthand}, --${name}`
      throw this.wrong(`invalid argument ${JSON.stringify(text)} for "${shown}" flag: ${error.message}`)
    }
    this.changed.add(name)
    if (flag.deprecated !== undefined) this.notices.push(`Flag --${name} has been deprecated, ${flag.deprecated}\n`)
  }

  wrong(message: string): UsageError {
    return new UsageError(message, this.command)
  }
}

/** pflag looks at bytes, and shows the first one of a letter that has several. */
const firstByte = (letter: string): string => (letter.charCodeAt(0) < 0x80 ? letter : String.fromCharCode(new TextEncoder().encode(letter)[0] as number))
