/** Reads a template: text, and actions in braces. Models client-go util/jsonpath/parser.go, its oddities included. */
import { JsonPathError, type PathNode, type TemplatePart } from './nodes.ts'
import { unquote } from './unquote.ts'

/** Throws JsonPathError. */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{', at)
    if (open !== at) parts.push({ type: 'text', text: text.slice(at, open === -1 ? text.length : open) })
    if (open === -1) break
    const action = new ActionParser(text, open + 1)
    parts.push({ type: 'action', nodes: action.parse() })
    at = action.at
  }
  return parts
}

const parseInner = (text: string): readonly PathNode[] => {
  const [part] = parseTemplate(`{${text}}`)
  return part?.type === 'action' ? part.nodes : []
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[_\p{L}\p{Nd}]/u.test(char)
const isTerminator = (char: string | undefined): boolean => char === undefined || ' \t\r\n.,[]$@{}'.includes(char)
const slicePattern = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/

class ActionParser {
  private readonly nodes: PathNode[] = []

  constructor(
    private readonly text: string,
    /** Where the parser stands; after parse(), behind the closing brace. */
    public at: number,
  ) {}

  parse(): PathNode[] {
    for (;;) {
      const rest = this.text.slice(this.at)
      if (rest.startsWith('}')) {
        this.at++
        return this.nodes
      }
      if (rest.startsWith('[?(')) this.filter()
      else if (rest.startsWith('..')) this.recursive()
      else this.step(this.text.codePointAt(this.at))
    }
  }

  private step(code: number | undefined): void {
    const char = code === undefined ? '' : String.fromCodePoint(code)
    if (char === '' || char === '\r' || char === '\n') throw new JsonPathError('unclosed action')
    if (char === ' ' || char === '@' || char === '$') this.at++
    else if (char === '[') this.brackets()
    else if (char === '"' || char === "'") this.quoted(char)
    else if (char === '.') {
      this.at++
      this.field()
    } else if (/[-+\p{Nd}]/u.test(char)) this.number()
    else if (isWord(char)) this.identifier()
    else throw new JsonPathError(`unrecognized character in action: U+${code!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`)
  }

  private recursive(): void {
    if (this.nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent')
    this.at += 2
    this.nodes.push({ type: 'recursive' })
    if (isWord(this.text[this.at])) this.field()
  }

  private field(): void {
    const from = this.at
    while (!isTerminator(this.text[this.at])) this.at += this.text[this.at] === '\\' ? 2 : 1
    const name = this.text.slice(from, this.at)
    this.nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') })
  }

  private identifier(): void {
    const from = this.at
    while (!isTerminator(this.text[this.at])) this.at++
    const name = this.text.slice(from, this.at)
    this.nodes.push(name === 'true' || name === 'false' ? { type: 'literal', value: name === 'true', float: false } : { type: 'identifier', name })
  }

  private number(): void {
    const text = /^[-+]?[.\d]*/.exec(this.text.slice(this.at))![0]
    this.at += text.length
    if (/^[-+]?\d+$/.test(text)) this.nodes.push({ type: 'literal', value: Number(text), float: false })
    else if (/^[-+]?(\d+\.\d*|\.\d+)$/.test(text)) this.nodes.push({ type: 'literal', value: Number(text), float: true })
    else throw new JsonPathError(`cannot parse number ${text}`)
  }

  private quoted(quote: string): void {
    const from = this.at
    for (this.at++; ; this.at++) {
      const char = this.text[this.at]
      if (char === undefined || char === '\n') throw new JsonPathError('unterminated quoted string')
      if (char === quote && this.text[this.at - 1] !== '\\') break
    }
    this.at++
    const text = this.text.slice(from, this.at)
    const value = unquote(text)
    if (value === undefined) throw new JsonPathError(`unquote string ${text} error invalid syntax`)
    this.nodes.push({ type: 'text', text: value })
  }

  private brackets(): void {
    const from = this.at
    const end = this.text.slice(from).search(/[\]\n]/)
    if (end === -1 || this.text[from + end] === '\n') throw new JsonPathError('unterminated array')
    this.at = from + end + 1
    const inner = this.text.slice(from + 1, this.at - 1)
    const parts = inner.split(',')
    const key = /^'([^']*)'$/.exec(inner)
    if (parts.length > 1) this.nodes.push({ type: 'union', lists: parts.map((part) => parseInner(`[${part.replace(/^ +| +$/g, '')}]`)) })
    else if (key) this.nodes.push(...parseInner(`.${key[1]}`))
    else this.slice(inner === '*' ? ':' : inner)
  }

  private slice(text: string): void {
    const match = slicePattern.exec(text)
    if (!match) throw new JsonPathError(`invalid array index ${text}`)
    const number = (part: string | undefined): number | undefined => {
      const digits = part?.replace(':', '') ?? ''
      if (digits === '') return undefined
      if (digits === '-') throw new JsonPathError(`array index ${digits} is not a number`)
      return Number(digits)
    }
    const start = number(match[1])
    const one = (match[2] ?? '') === ''
    this.nodes.push({ type: 'slice', start, end: one ? (start ?? 0) + 1 : number(match[2]), step: number(match[3]), one })
  }

  private filter(): void {
    const from = this.at + '[?('.length
    this.at = this.endOfFilter(from)
    const text = this.text.slice(from, this.at)
    this.at++
    if (this.text[this.at] !== ']') throw new JsonPathError('unclosed array expect ]')
    this.at++
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(text)
    if (comparison) this.nodes.push({ type: 'filter', left: parseInner(comparison[1]!), operator: comparison[2]!, right: parseInner(comparison[3]!) })
    else this.nodes.push({ type: 'filter', left: parseInner(text), operator: 'exists', right: [] })
  }

  /** The place of the `)` that is not inside of quotes. */
  private endOfFilter(from: number): number {
    let quote: string | undefined
    let closed = false
    for (let at = from; ; at++) {
      const char = this.text[at]
      if (char === undefined || char === '\n') throw new JsonPathError('unterminated filter')
      if (char === ')' && (quote !== undefined) === closed) return at
      if (char !== '"' && char !== "'") continue
      if (quote === undefined) quote = char
      else if (char === quote && this.text[at - 1] !== '\\') closed = true
    }
  }
}
