/**
 * Amounts of CPU, memory and all else that is counted: `100m`, `1.5Gi`, `2e3`. Exact, like the server's: an amount is kept
 * as a whole number of billionths. Models apimachinery pkg/api/resource.
 */

/** The message is what Kubernetes says of the text. */
export class QuantityError extends Error {}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

const shape = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
const nano = 1_000_000_000n
const largest = ((1n << 63n) - 1n) * nano

const decimalSuffixes: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** A cluster speaks of few amounts, and of those all the time. */
const mostKnown = 1000
const known = new Map<string, Quantity>()

export class Quantity {
  private constructor(
    /** Billionths of the unit. */
    private readonly nanos: bigint,
    readonly format: QuantityFormat,
    /** The text it was read from, where Kubernetes would give it back unchanged. */
    private readonly text?: string,
  ) {}

  static readonly zero = new Quantity(0n, 'DecimalSI')

  /** Throws QuantityError. Takes numbers too, as YAML writes them (`cpu: 1`). */
  static parse(value: string | number): Quantity {
    const text = String(value)
    let quantity = known.get(text)
    if (quantity) return quantity
    quantity = Quantity.#read(text)
    if (known.size >= mostKnown) known.clear()
    known.set(text, quantity)
    return quantity
  }

  static #read(text: string): Quantity {
    const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text)
    if (!parts || text === '') throw new QuantityError(`quantities must match the regular expression '${shape}'`)
    const [, sign, whole = '', fraction = '', suffix = ''] = parts
    const unit = readSuffix(suffix)
    const digits = BigInt(`${whole}${fraction}` || '0')
    const size = scaled(digits, unit.base === 2 ? 0 : unit.exponent, fraction.length, unit.base === 2 ? 1n << BigInt(unit.exponent) : 1n)
    const capped = unit.format === 'BinarySI' && size > largest ? largest : size
    // Less than one unit has no binary form.
    const format = unit.format === 'BinarySI' && capped > 0n && capped < nano ? 'DecimalSI' : unit.format
    const kept = keepsItsText(unit, digits, whole.replace(/^0+/, '') || '0', fraction) && capped === size
    return new Quantity(sign === '-' ? -capped : capped, format, kept ? text : undefined)
  }

  /** A whole number of units, or with `exponent` of powers of ten of it: `of(250, -3)` is 250m. */
  static of(amount: number, exponent = 0, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(scaled(BigInt(Math.round(amount)), exponent, 0, 1n), format)
  }

  add(other: Quantity): Quantity {
    return new Quantity(this.nanos + other.nanos, this.nanos === 0n ? other.format : this.format)
  }

  sub(other: Quantity): Quantity {
    return new Quantity(this.nanos - other.nanos, this.nanos === 0n ? other.format : this.format)
  }

  /** Times a whole number. */
  times(factor: number): Quantity {
    return new Quantity(this.nanos * BigInt(factor), this.format)
  }

  negated(): Quantity {
    return new Quantity(-this.nanos, this.format)
  }

  /** Below zero, zero, above: this is less than, equal to, more than the other. */
  compare(other: Quantity): number {
    return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0
  }

  equals(other: Quantity): boolean {
    return this.nanos === other.nanos
  }

  get isZero(): boolean {
    return this.nanos === 0n
  }

  get sign(): number {
    return this.nanos < 0n ? -1 : this.nanos > 0n ? 1 : 0
  }

  /** Whole units, fractions rounded away from zero. */
  get value(): number {
    return Number(roundAway(this.nanos, nano))
  }

  /** Thousandths, smaller parts rounded away from zero: millicores. */
  get milliValue(): number {
    return Number(roundAway(this.nanos, 1_000_000n))
  }

  /** Units as a number, fractions kept as far as a number can. */
  get approximate(): number {
    return Number(this.nanos) / 1e9
  }

  /** As the server writes it. */
  toString(): string {
    if (this.text !== undefined) return this.text
    if (this.nanos === 0n) return '0'
    if (this.format === 'BinarySI' && this.nanos % nano === 0n && magnitude(this.nanos) >= 1024n * nano) return binaryText(this.nanos / nano)
    return decimalText(this.nanos, this.format === 'DecimalExponent')
  }

  toJSON(): string {
    return this.toString()
  }
}

/** The canonical text of a quantity: `1000m` is `1`. Throws QuantityError. */
export const canonicalQuantity = (text: string | number): string => Quantity.parse(text).toString()

/** Whether a text is a quantity; the reason if not. */
export function quantityProblem(text: string | number): string | undefined {
  try {
    Quantity.parse(text)
    return undefined
  } catch (error) {
    if (error instanceof QuantityError) return error.message
    throw error
  }
}

interface Unit {
  readonly base: 2 | 10
  readonly exponent: number
  readonly format: QuantityFormat
}

function readSuffix(suffix: string): Unit {
  const decimal = decimalSuffixes.find(([name]) => name === suffix)
  if (decimal) return { base: 10, exponent: decimal[1], format: 'DecimalSI' }
  const binary = binarySuffixes.indexOf(suffix)
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' }
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)
  if (!exponent || Math.abs(Number(exponent[1])) > 1000) throw new QuantityError("unable to parse quantity's suffix")
  return { base: 10, exponent: Number(exponent[1]), format: 'DecimalExponent' }
}

/** Billionths of `digits × 10^(exponent - places) × factor`; whatever is smaller than a billionth counts as one. */
function scaled(digits: bigint, exponent: number, places: number, factor: bigint): bigint {
  const power = exponent - places + 9
  return power >= 0 ? digits * factor * 10n ** BigInt(power) : roundAway(digits * factor, 10n ** BigInt(-power))
}

/** The real parser gives a text back unchanged where a quick look says that it is canonical; `1.500` and `+1` pass. */
function keepsItsText(unit: Unit, digits: bigint, whole: string, fraction: string): boolean {
  const limit = (1n << 63n) - 1n
  if (unit.format === 'BinarySI') {
    const fits = fraction === '' && 15 - whole.length - Math.trunc((unit.exponent * 3) / 10) - 1 >= 0
    return fits && digits << BigInt(unit.exponent) <= limit && (digits & 7n) !== 0n
  }
  const shifted = whole + fraction
  const scale = unit.exponent - fraction.length
  return 18 - shifted.length >= 0 && scale >= -9 && scale % 3 === 0 && digits <= limit && !shifted.endsWith('000') && !shifted.startsWith('0')
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

function roundAway(value: bigint, unit: bigint): bigint {
  const whole = value / unit
  if (value % unit === 0n) return whole
  return value < 0n ? whole - 1n : whole + 1n
}

function binaryText(units: bigint): string {
  let amount = units
  let power = 0
  while (amount % 1024n === 0n && power < binarySuffixes.length - 1) {
    amount /= 1024n
    power++
  }
  return `${amount}${binarySuffixes[power]}`
}

function decimalText(nanos: bigint, exponential: boolean): string {
  let amount = nanos
  let exponent = -9
  while (amount % 1000n === 0n && (exponential || exponent < 18)) {
    amount /= 1000n
    exponent += 3
  }
  if (exponential) return exponent === 0 ? `${amount}` : `${amount}e${exponent}`
  return `${amount}${decimalSuffixes.find(([, power]) => power === exponent)![0]}`
}
