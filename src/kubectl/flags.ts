/**
 * Flags as data. A flag is written once and read by the parser, --help, completion, the line explainer and the cheat
 * sheet. Types are named as pflag names them in help.
 */

export interface Flag<T> {
  /** pflag's type name: bool, string, int, int32, int64, duration, stringArray, stringSlice, stringToString, count … */
  readonly type: string
  readonly default: T
  readonly shorthand?: string
  /** What the flag means, in our own words. */
  readonly meaning: string
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

export type Options<T> = Partial<Pick<Flag<T>, 'shorthand' | 'bare' | 'shown' | 'hidden' | 'deprecated' | 'required'>>
