/**
 * Chance. Everything random in a cluster (names, UIDs, jitter, ties) is drawn here from one seed, so that a session can
 * be replayed. The only other source of chance, for edges that must not be guessable, is the cryptography handed in.
 */

/** Kubernetes' alphabet for generated names: no vowels, no look-alikes. Source: apimachinery pkg/util/rand. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

const hexDigits = '0123456789abcdef'
const dash = '-'.charCodeAt(0)

/** What all streams of one seed have in common. */
interface Family {
  /** How often chance began anew. */
  beginnings: number
}

export class Random {
  #state: [number, number, number, number] | undefined
  #forks: Map<string, number> | undefined
  #beginnings: number

  constructor(
    private readonly seed: number | string,
    private readonly family: Family = { beginnings: 0 },
  ) {
    this.#beginnings = family.beginnings
  }

  /**
   * From here on this stream and all that were forked of its seed give what depends on the seed and their names alone, and
   * not on what has been drawn so far: what a cluster shows does not hang on how its boot went.
   */
  beginAnew(): void {
    this.family.beginnings++
  }

  /** Uniform in [0, 1). */
  next(): number {
    if (this.#beginnings !== this.family.beginnings) this.#renew()
    this.#state ??= begin(`${this.seed}`)
    return step(this.#state)
  }

  /** Uniform integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  /** The suffix that generateName appends: five characters of Kubernetes' alphabet. */
  suffix(length = 5): string {
    const codes: number[] = []
    for (let i = 0; i < length; i++) codes.push(nameAlphabet.charCodeAt(this.below(nameAlphabet.length)))
    return String.fromCharCode(...codes)
  }

  hex(digits: number): string {
    const codes = this.#hexDigits(digits)
    codes.length = digits
    return String.fromCharCode(...codes)
  }

  /** A version 4 UUID. */
  uuid(): string {
    const codes = this.#hexDigits(32)
    codes[12] = hexDigits.charCodeAt(4)
    codes[16] = hexDigits.charCodeAt(8 + this.below(4))
    codes.splice(20, 0, dash)
    codes.splice(16, 0, dash)
    codes.splice(12, 0, dash)
    codes.splice(8, 0, dash)
    return String.fromCharCode(...codes)
  }

  /** Character codes, at least so many: made into a text at once, because one that grows piece by piece is kept in pieces for as long as it is kept. */
  #hexDigits(least: number): number[] {
    const codes: number[] = []
    while (codes.length < least) {
      const four = this.below(0x10000)
      for (let shift = 12; shift >= 0; shift -= 4) codes.push(hexDigits.charCodeAt((four >> shift) & 15))
    }
    return codes
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  /**
   * An independent stream for one component: what one draws does not shift what another gets, and who else there is does
   * not matter. The same name twice gives two different streams.
   */
  fork(name: string): Random {
    this.#forks ??= new Map()
    const count = this.#forks.get(name) ?? 0
    this.#forks.set(name, count + 1)
    return this.aside(count === 0 ? name : `${name}#${count}`)
  }

  /** As fork, but the same name gives the same stream: for names that come once, as identifiers do. */
  aside(name: string): Random {
    return new Random(`${this.seed}/${name}`, this.family)
  }

  #renew(): void {
    this.#beginnings = this.family.beginnings
    this.#state = begin(`${this.seed}@${this.#beginnings}`)
  }
}

function begin(text: string): [number, number, number, number] {
  const state = expand(text)
  // The first numbers after a seed are not yet well mixed.
  for (let i = 0; i < 12; i++) step(state)
  return state
}

/** sfc32 by Chris Doty-Humphrey: small, fast, passes PractRand. */
function step(state: [number, number, number, number]): number {
  const a = state[0]
  const b = state[1]
  const c = state[2]
  const d = state[3]
  const t = (((a + b) | 0) + d) | 0
  state[0] = b ^ (b >>> 9)
  state[1] = (c + (c << 3)) | 0
  state[2] = (((c << 21) | (c >>> 11)) + t) | 0
  state[3] = (d + 1) | 0
  return (t >>> 0) / 4294967296
}

/** Four 32-bit words from a text (cyrb128 by bryc, public domain idea, own arithmetic on FNV primes). */
function expand(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
  for (let i = 0; i < text.length; i++)
    for (let j = 0; j < 4; j++) state[j] = Math.imul((state[j] as number) ^ text.charCodeAt(i) ^ (j << 8), 0x01000193 + 2 * j) ^ ((state[j] as number) >>> 13)
  return state
}

/** A seed for sessions whose owner gave none. */
export const freshSeed = (): string => Math.floor(Math.random() * 2 ** 32).toString(36)
