/** JSON as Go's decoder reads it from a stream, one value after the other, with its complaints. Models encoding/json scanner.go. */

/** `at`: where reading stopped, in characters. The message is Go's. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
  }
}

/** The text ended inside of a value. */
export class UnexpectedEnd extends Error {
  constructor() {
    super('unexpected EOF')
  }
}

const maxDepth = 10_000
const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r'
const escapes: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

export class JsonReader {
  private depth = 0

  constructor(
    private readonly text: string,
    public at = 0,
  ) {}

  /** Whether there is more than white space. */
  more(): boolean {
    this.space()
    return this.at < this.text.length
  }

  value(): unknown {
    this.space()
    const char = this.text.charAt(this.at)
    if (char === '{') return this.nested(() => this.object())
    if (char === '[') return this.nested(() => this.array())
    if (char === '"') return this.string()
    if (char === '-' || (char >= '0' && char <= '9')) return this.number()
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (char === word[0]) return this.word(word, value)
    throw this.unexpected('looking for beginning of value')
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > maxDepth) throw new JsonSyntaxError('exceeded max depth', this.at)
    const value = read()
    this.depth--
    return value
  }

  private space(): void {
    while (isSpace(this.text.charAt(this.at))) this.at++
  }

  private unexpected(context: string): Error {
    if (this.at >= this.text.length) return new UnexpectedEnd()
    const char = String.fromCodePoint(this.text.codePointAt(this.at)!)
    const shown = char === "'" ? "\\'" : char === '"' ? '"' : JSON.stringify(char).slice(1, -1)
    return new JsonSyntaxError(`invalid character '${shown}' ${context}`, this.at)
  }

  private expect(char: string, context: string): void {
    this.space()
    if (this.text.charAt(this.at) !== char) throw this.unexpected(context)
    this.at++
  }

  private object(): Record<string, unknown> {
    const fields: Record<string, unknown> = {}
    this.at++
    this.space()
    for (let first = true; !(first && this.text.charAt(this.at) === '}'); first = false) {
      this.space()
      if (this.text.charAt(this.at) !== '"') throw this.unexpected('looking for beginning of object key string')
      const key = this.string()
      this.expect(':', 'after object key')
      const value = this.value()
      if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
      else fields[key] = value
      this.space()
      if (this.text.charAt(this.at) === '}') break
      this.expect(',', 'after object key:value pair')
    }
    this.at++
    return fields
  }

  private array(): unknown[] {
    const items: unknown[] = []
    this.at++
    this.space()
    for (let first = true; !(first && this.text.charAt(this.at) === ']'); first = false) {
      items.push(this.value())
      this.space()
      if (this.text.charAt(this.at) === ']') break
      this.expect(',', 'after array element')
    }
    this.at++
    return items
  }

  private word<T>(word: string, value: T): T {
    for (const char of word) {
      if (this.text.charAt(this.at) !== char) throw this.unexpected(`in literal ${word} (expecting '${char}')`)
      this.at++
    }
    return value
  }

  private number(): number {
    const from = this.at
    if (this.text.charAt(this.at) === '-') this.at++
    if (this.text.charAt(this.at) === '0') this.at++
    else this.digits('in numeric literal')
    if (this.text.charAt(this.at) === '.') {
      this.at++
      this.digits('after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.text.charAt(this.at))) {
      this.at++
      if (/[-+]/.test(this.text.charAt(this.at))) this.at++
      this.digits('in exponent of numeric literal')
    }
    return Number(this.text.slice(from, this.at))
  }

  private digits(context: string): void {
    if (!/\d/.test(this.text.charAt(this.at))) throw this.unexpected(context)
    while (/\d/.test(this.text.charAt(this.at))) this.at++
  }

  private string(): string {
    let value = ''
    this.at++
    for (;;) {
      // Runs without anything special in them are taken at once.
      const plain = /[^"\\\u0000-\u001f]*/y
      plain.lastIndex = this.at
      value += plain.exec(this.text)![0]
      this.at = plain.lastIndex
      const char = this.text.charAt(this.at)
      if (char === '"') break
      if (char !== '\\') throw this.unexpected('in string literal')
      this.at++
      value += this.escape()
    }
    this.at++
    return value
  }

  private escape(): string {
    const char = this.text.charAt(this.at)
    const plain = escapes[char]
    if (plain === undefined && char !== 'u') throw this.unexpected('in string escape code')
    this.at++
    if (plain !== undefined) return plain
    const from = this.at
    while (this.at < from + 4) {
      if (!/[0-9a-fA-F]/.test(this.text.charAt(this.at))) throw this.unexpected('in \\u hexadecimal character escape')
      this.at++
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(from, this.at), 16))
  }
}
