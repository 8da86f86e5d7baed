/**
 * Flags as data. A flag is written once and read by the parser, --help, completion, the line explainer and the cheat
 * sheet. Types are named as pflag names them in help.
 */

import { DurationError, parseDuration } from '../api/duration.ts'
import { commaSeparated } from './comma-separated.ts'

export interface Flag<T> {
  /** pflag's type name: bool, string, int, int32, int64, duration, stringArray, stringSlice, stringToString, count … */
  readonly type: string
  readonly default: T
  readonly shorthand?: string
  /** What the flag means, in our own words. */
  readonly meaning: string
  /** A line that shows the flag at work; for everyday flags. */
  readonly example?: string
  /** The value when the flag stands alone (`--dry-run` = `unchanged`, a bool's `true`). */
  readonly bare?: string
  /** The default as help prints it, where it differs from the value. */
  readonly shown?: string
  readonly hidden?: boolean
  readonly deprecated?: string
  readonly required?: boolean
  readonly parse: (text: string, before: T, changed: boolean) => T
}

export type FlagTable = Readonly<Record<string, Flag<any>>>
export type FlagValues<F extends FlagTable> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never }

export type Options<T> = Partial<Pick<Flag<T>, 'shorthand' | 'bare' | 'shown' | 'hidden' | 'deprecated' | 'required' | 'example'>>

/** Thrown by Flag.parse; the parser wraps the message as pflag does: `invalid argument "x" for "--y" flag: …`. */
export class FlagValueError extends Error {}

const boolTexts: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
}

function parseBool(text: string): boolean {
  const value = boolTexts[text]
  if (value === undefined) throw new FlagValueError(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`)
  return value
}

/** A whole number as Go's strconv.ParseInt reads it with base 0: `10`, `-1`, `0x1f`, `0b1`, `0o7`, `017`, `1_000`. */
function parseInteger(text: string, bits: 32 | 64): number {
  const digits = /^([+-]?)(?:0[xX](_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)|0[bB](_?[01]+(?:_[01]+)*)|0[oO]?(_?[0-7]+(?:_[0-7]+)*)|(0|[1-9][0-9]*(?:_[0-9]+)*))$/.exec(
    text,
  )
  if (!digits) throw new FlagValueError(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`)
  const [, sign, hex, binary, octal, decimal] = digits
  const plain = (part: string) => part.replaceAll('_', '')
  const size = BigInt(hex ? `0x${plain(hex)}` : binary ? `0b${plain(binary)}` : octal ? `0o${plain(octal)}` : plain(decimal as string))
  const value = sign === '-' ? -size : size
  const limit = 1n << BigInt(bits - 1)
  if (value >= limit || value < -limit) throw new FlagValueError(`strconv.ParseInt: parsing ${quote(text)}: value out of range`)
  return Number(value)
}

/** Go's %q for what can stand on a command line. */
const quote = (text: string): string => JSON.stringify(text)

const flag = <T>(type: string, value: T, meaning: string, parse: Flag<T>['parse'], options: Options<T> = {}): Flag<T> => ({
  type,
  default: value,
  meaning,
  parse,
  ...options,
})

export const bool = (value: boolean, meaning: string, options?: Options<boolean>): Flag<boolean> =>
  flag('bool', value, meaning, parseBool, { bare: 'true', ...options })

export const string = (value: string, meaning: string, options?: Options<string>): Flag<string> => flag('string', value, meaning, (text) => text, options)

export const int = (value: number, meaning: string, options?: Options<number>): Flag<number> =>
  flag('int', value, meaning, (text) => parseInteger(text, 64), options)

export const int32 = (value: number, meaning: string, options?: Options<number>): Flag<number> =>
  flag('int32', value, meaning, (text) => parseInteger(text, 32), options)

export const int64 = (value: number, meaning: string, options?: Options<number>): Flag<number> =>
  flag('int64', value, meaning, (text) => parseInteger(text, 64), options)

/** A span of time as Go writes it (`1m30s`); the value is in milliseconds. */
export const duration = (ms: number, meaning: string, options?: Options<number>): Flag<number> => flag('duration', ms, meaning, durationValue, options)

function durationValue(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw error instanceof DurationError ? new FlagValueError(error.message) : error
  }
}

/** May be repeated; every use adds its whole text. */
export const stringArray = (value: readonly string[], meaning: string, options?: Options<readonly string[]>): Flag<readonly string[]> =>
  flag('stringArray', value, meaning, (text, before, changed) => (changed ? [...before, text] : [text]), options)

/** May be repeated, and takes several values between commas. */
export const stringSlice = (value: readonly string[], meaning: string, options?: Options<readonly string[]>): Flag<readonly string[]> =>
  flag('stringSlice', value, meaning, (text, before, changed) => (changed ? [...before, ...commaSeparated(text)] : commaSeparated(text)), options)

/** `a=1,b=2`; may be repeated. */
export const stringToString = (
  value: Readonly<Record<string, string>>,
  meaning: string,
  options?: Options<Readonly<Record<string, string>>>,
): Flag<Readonly<Record<string, string>>> =>
  flag('stringToString', value, meaning, (text, before, changed) => ({ ...(changed ? before : {}), ...pairs(text) }), options)

/** `a=1,b=2` as Kubernetes' own flags read it: blanks around names and values do not count. Models component-base cli/flag/map_string_string.go. */
export const mapStringString = (
  value: Readonly<Record<string, string>>,
  meaning: string,
  options?: Options<Readonly<Record<string, string>>>,
): Flag<Readonly<Record<string, string>>> =>
  flag('mapStringString', value, meaning, (text, before, changed) => ({ ...(changed ? before : {}), ...trimmedPairs(text) }), { shown: '', ...options })

function trimmedPairs(text: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const part of text.split(',')) {
    if (part === '') continue
    const at = part.indexOf('=')
    if (at < 0) throw new FlagValueError('malformed pair, expect string=string')
    result[part.slice(0, at).trim()] = part.slice(at + 1).trim()
  }
  return result
}

/** klog's verbosity: a plain number. */
export const level = (value: number, meaning: string, options?: Options<number>): Flag<number> =>
  flag('Level', value, meaning, (text) => parseInteger(text, 32), options)

function pairs(text: string): Record<string, string> {
  if (!text.includes('=')) throw new FlagValueError(`${text} must be formatted as key=value`)
  const parts = text.indexOf('=') === text.lastIndexOf('=') ? [text.replace(/^"+|"+$/g, '')] : commaSeparated(text)
  const result: Record<string, string> = {}
  for (const part of parts) {
    const at = part.indexOf('=')
    if (at < 0) throw new FlagValueError(`${part} must be formatted as key=value`)
    result[part.slice(0, at)] = part.slice(at + 1)
  }
  return result
}

/** How the text of a flag's value is read, by the flag's type. Global flags have ways of their own. */
export const readers: Readonly<Record<string, Flag<any>['parse']>> = Object.fromEntries(
  [bool(false, ''), string('', ''), int(0, ''), int32(0, ''), int64(0, ''), duration(0, ''), stringArray([], ''), stringSlice([], '')]
    .concat([stringToString({}, ''), mapStringString({}, ''), level(0, '')] as never[])
    .map(({ type, parse }) => [type, parse]),
)
