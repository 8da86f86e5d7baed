/** What a fault may be told. Said once here, it is read at the prompt, checked in lessons and shown by `fault help`. */
import { DurationError, parseDuration } from '../api/duration.ts'
import { parseSelector } from '../api/label-selector.ts'
import { type Selector, SelectorError } from '../api/labels.ts'

/** What a person wrote is no such fault; the message says why. */
export class FaultError extends Error {}

type Form =
  | { readonly kind: 'text' | 'duration' | 'selector' }
  | { readonly kind: 'number'; readonly from: number; readonly to: number; readonly whole: boolean }
  | { readonly kind: 'choice'; readonly of: readonly string[] }

export interface Field<T = unknown> {
  /** What stands for the value in help: `DURATION`. */
  readonly sign: string
  readonly meaning: string
  readonly form: Form
  readonly required: boolean
  /** @throws FaultError, with what is expected */
  read(text: string): T
}

export type Fields = Readonly<Record<string, Field<any>>>
/** The values of the fields that were given. */
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

type Optional<T> = Field<T | undefined>

/** The same field, without which there is no such fault. */
export const required = <T>(field: Field<T | undefined>): Field<T> => ({ ...field, required: true }) as Field<T>

export const text = (sign: string, meaning: string): Optional<string> => ({ sign, meaning, form: { kind: 'text' }, required: false, read: (words) => words })

/** Milliseconds. */
export const duration = (meaning: string): Optional<number> => ({
  sign: 'DURATION',
  meaning,
  form: { kind: 'duration' },
  required: false,
  read(words) {
    try {
      return parseDuration(words)
    } catch (error) {
      if (!(error instanceof DurationError)) throw error
      throw new FaultError(`${JSON.stringify(words)} is no duration; one is 30s, 5m or 1h30m`)
    }
  },
})

export const selector = (meaning: string): Optional<Selector> => ({
  sign: 'LABELS',
  meaning,
  form: { kind: 'selector' },
  required: false,
  read(words) {
    try {
      return parseSelector(words)
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error
      throw new FaultError(`${JSON.stringify(words)} selects nothing: ${error.message}`)
    }
  },
})

const number = (sign: string, meaning: string, from: number, to: number, whole: boolean): Optional<number> => ({
  sign,
  meaning,
  form: { kind: 'number', from, to, whole },
  required: false,
  read(words) {
    const value = Number(words)
    if (words.trim() !== '' && value >= from && value <= to && (!whole || Number.isInteger(value))) return value
    throw new FaultError(`${JSON.stringify(words)} is not a ${whole ? 'whole ' : ''}number from ${from} to ${to}`)
  },
})

export const count = (sign: string, meaning: string, from = 1, to = 1_000_000): Optional<number> => number(sign, meaning, from, to, true)
export const share = (meaning: string): Optional<number> => number('SHARE', meaning, 0, 1, false)

export const choice = <const T extends string>(meaning: string, ...of: readonly T[]): Optional<T> => ({
  sign: of.join('|'),
  meaning,
  form: { kind: 'choice', of },
  required: false,
  read(words) {
    const found = of.find((each) => each === words)
    if (found !== undefined) return found
    throw new FaultError(`${JSON.stringify(words)} is none of ${of.join(', ')}`)
  },
})
