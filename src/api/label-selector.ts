/** The text of `-l`: `app=web,tier in (a, b),!canary,size>3`. Models the lexer and parser of apimachinery pkg/labels. */
import { checked, type Operator, type Requirement, type Selector, SelectorError } from './labels.ts'
import { isQualifiedName } from './names.ts'

type TokenKind = 'identifier' | 'error' | 'end' | ')' | '(' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin'
interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const symbols = new Set(['=', '!', '(', ')', ',', '>', '<', '==', '!='])
const operatorNames = 'in, notin, =, ==, !=, gt, lt'

function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]!
    if (/[ \t\r\n]/.test(char)) at++
    else if (symbols.has(char)) {
      const token = symbol(text, at)
      found.push(token)
      at += token.text.length
    } else {
      const word = /^[^=!(),<> \t\r\n]+/.exec(text.slice(at))![0]
      found.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word })
      at += word.length
    }
  }
  found.push({ kind: 'end', text: '' })
  return found
}

/** The longest run of signs that is an operator. */
function symbol(text: string, at: number): Token {
  const two = text.slice(at, at + 2)
  const found = symbols.has(two) ? two : text[at]!
  return { kind: found as TokenKind, text: found }
}

/** Throws SelectorError with kubectl's text. */
export function parseSelector(text: string): Selector {
  return new Parser(tokens(text)).selector().sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

class Parser {
  private at = 0

  constructor(private readonly all: readonly Token[]) {}

  private peek(): Token {
    return asValue(this.all[this.at] ?? { kind: 'end', text: '' })
  }

  private take(): Token {
    const token = this.peek()
    this.at++
    return token
  }

  selector(): Requirement[] {
    const requirements: Requirement[] = []
    for (;;) {
      const next = this.peek()
      if (next.kind === 'end') return requirements
      if (next.kind !== 'identifier' && next.kind !== '!') throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`)
      requirements.push(this.requirementOrExplain())
      const after = this.take()
      if (after.kind === 'end') return requirements
      if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`)
      const following = this.peek()
      if (following.kind !== 'identifier' && following.kind !== '!') throw new SelectorError(`found '${following.text}', expected: identifier after ','`)
    }
  }

  private requirementOrExplain(): Requirement {
    try {
      return this.requirement()
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`)
      throw error
    }
  }

  private requirement(): Requirement {
    const negated = this.peek().kind === '!'
    if (negated) this.take()
    const key = this.take()
    if (key.kind !== 'identifier') throw new SelectorError(`found '${key.text}', expected: identifier`)
    const findings = isQualifiedName(key.text)
    if (findings.length > 0) throw new SelectorError(`<nil>: Invalid value: ${JSON.stringify(key.text)}: ${findings.join('; ')}`)
    const next = this.peek().kind
    if (negated || next === 'end' || next === ',') return checked({ key: key.text, operator: negated ? '!' : 'exists', values: [] })
    const operator = this.operator()
    const values = operator === 'in' || operator === 'notin' ? this.list() : [this.exact()]
    return checked({ key: key.text, operator, values: [...new Set(values)].sort() })
  }

  private operator(): Operator {
    const token = this.all[this.at++] ?? { kind: 'end', text: '' }
    if (token.kind === '>') return 'gt'
    if (token.kind === '<') return 'lt'
    if (token.kind === 'in' || token.kind === 'notin' || token.kind === '=' || token.kind === '==' || token.kind === '!=') return token.kind
    throw new SelectorError(`found '${token.text}', expected: ${operatorNames}`)
  }

  private list(): string[] {
    const open = this.take()
    if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`)
    const first = this.peek()
    if (first.kind === ')') {
      this.take()
      return ['']
    }
    if (first.kind !== 'identifier' && first.kind !== ',') throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`)
    const values = this.identifiers()
    if (this.take().kind !== ')') throw new SelectorError(`found '${first.text}', expected: ')'`)
    return values
  }

  /** `(a,,b,)` names a, b and the empty value. */
  private identifiers(): string[] {
    const values: string[] = []
    for (;;) {
      const token = this.take()
      const next = this.peek()
      if (token.kind === 'identifier') {
        values.push(token.text)
        if (next.kind === ')') return values
        if (next.kind !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or ')'`)
      } else if (token.kind === ',') {
        if (values.length === 0 || next.kind === ')' || next.kind === ',') values.push('')
        if (next.kind === ')') return values
      } else throw new SelectorError(`found '${token.text}', expected: ',', or identifier`)
    }
  }

  private exact(): string {
    const next = this.peek()
    if (next.kind === 'end' || next.kind === ',') return ''
    this.take()
    if (next.kind !== 'identifier') throw new SelectorError(`found '${next.text}', expected: identifier`)
    return next.text
  }
}

/** Where a value may stand, `in` and `notin` are words like others. */
const asValue = (token: Token): Token => (token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token)
