/** Builds the tree of a template. Models Go's text/template/parse/parse.go. */

import { unquote } from '../../../api/jsonpath/unquote.ts'
import { goQuote } from '../go-value.ts'
import { lex, type Token, type TokenKind } from './lex.ts'
import type { Command, Node, Operand, Pipe, Template } from './nodes.ts'
import { numberOf } from './number.ts'
import { TokenReader } from './token-reader.ts'
import type { GoNumber } from './values.ts'

type Stop = 'end' | 'else'

/** Throws TemplateError. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): Template {
  return new Parser(name, text, functions).template()
}

class Parser extends TokenReader {
  private variables = ['$']
  private rangeDepth = 0
  private readonly defined = new Map<string, readonly Node[]>()

  constructor(
    name: string,
    private readonly text: string,
    private readonly functions: ReadonlySet<string>,
  ) {
    super(name, lex(text))
  }

  template(): Template {
    const root: Node[] = []
    while (this.peek().kind !== 'eof') {
      if (this.peek().kind === 'left' && this.after('left', 'define')) {
        this.definition()
        continue
      }
      const node = this.textOrAction()
      if (node === 'end' || node === 'else') throw this.error(`unexpected {{${node}}}`)
      if (node) root.push(node)
    }
    return { text: this.text, root, defined: this.defined }
  }

  private after(_: TokenKind, keyword: string): boolean {
    let i = this.at + 1
    while (this.tokens[i]?.kind === 'space') i++
    return this.tokens[i]?.kind === 'keyword' && this.tokens[i]!.text === keyword
  }

  private textOrAction(): Node | Stop | undefined {
    const token = this.nextText()
    if (token.kind === 'text') return { type: 'text', text: token.text }
    if (token.kind !== 'left') throw this.unexpected(token, 'input')
    this.actionLine = token.line
    const node = this.action()
    this.actionLine = 0
    return node
  }

  private nextText(): Token {
    return this.nextSolid()
  }

  private action(): Node | Stop {
    const token = this.peekSolid()
    if (token.kind === 'keyword') {
      const known = this.keyword(token)
      if (known !== undefined) return known
    }
    const pipe = this.pipeline('command', 'right')
    return { type: 'action', pipe }
  }

  private keyword(token: Token): Node | Stop | undefined {
    const { text } = token
    if (text === 'define') return undefined
    this.next()
    if (text === 'if' || text === 'with' || text === 'range') return this.control(text)
    if (text === 'end') {
      this.expect('right', 'end')
      return 'end'
    }
    if (text === 'else') return this.elseControl()
    if (text === 'break' || text === 'continue') return this.loopControl(text)
    return text === 'template' ? this.call() : this.block()
  }

  private elseControl(): Stop {
    const next = this.peekSolid()
    // `{{else if x}}`: the condition is read by whoever reads the else.
    if (next.kind === 'keyword' && (next.text === 'if' || next.text === 'with')) return 'else'
    this.expect('right', 'else')
    return 'else'
  }

  private loopControl(text: 'break' | 'continue'): Node {
    const token = this.nextSolid()
    if (token.kind !== 'right') throw this.unexpected(token, `{{${text}}}`)
    if (this.rangeDepth === 0) throw this.error(`{{${text}}} outside {{range}}`)
    return { type: text }
  }

  private control(type: 'if' | 'with' | 'range'): Node {
    const scope = this.variables.length
    const pipe = this.pipeline(type, 'right')
    if (type === 'range') this.rangeDepth++
    const [then, stop] = this.list()
    if (type === 'range') this.rangeDepth--
    let otherwise: readonly Node[] = []
    if (stop === 'else') {
      const next = this.peek()
      if (type !== 'range' && next.kind === 'keyword' && next.text === type) {
        this.next()
        otherwise = [this.control(type)]
      } else {
        const [list, end] = this.list()
        if (end !== 'end') throw this.error(`expected end; found {{${end}}}`)
        otherwise = list
      }
    }
    this.variables.length = scope
    return { type, pipe, then, otherwise }
  }

  private list(): [Node[], Stop] {
    const nodes: Node[] = []
    while (this.peekSolid().kind !== 'eof') {
      const node = this.textOrAction()
      if (node === 'end' || node === 'else') return [nodes, node]
      if (node) nodes.push(node)
    }
    this.next()
    throw this.error('unexpected EOF')
  }

  private stringToken(context: string): string {
    const token = this.nextSolid()
    if (token.kind !== 'string' && token.kind !== 'raw') throw this.unexpected(token, context)
    return this.unquoted(token)
  }

  private number(token: Token): GoNumber {
    const value = numberOf(token)
    if (typeof value === 'string') throw this.error(value)
    return value
  }

  private unquoted(token: Token): string {
    const text = token.kind === 'raw' ? token.text.slice(1, -1).replaceAll('\r', '') : unquote(token.text)
    if (text === undefined) throw this.error('invalid syntax')
    return text
  }

  private definition(): void {
    this.next()
    this.nextSolid()
    const name = this.stringToken('define clause')
    this.expect('right', 'define clause')
    this.defined.set(name, this.body('define clause'))
  }

  private body(context: string): readonly Node[] {
    const outer = this.variables
    this.variables = ['$']
    const [nodes, stop] = this.list()
    if (stop !== 'end') throw this.error(`unexpected {{${stop}}} in ${context}`)
    this.variables = outer
    return nodes
  }

  private call(): Node {
    const at = this.peekSolid().at
    const name = this.stringToken('template clause')
    const pipe = this.peekSolid().kind === 'right' ? undefined : this.pipeline('template clause', 'right')
    if (!pipe) this.nextSolid()
    return { type: 'template', name, pipe, at, text: `{{template ${goQuote(name)}${pipe ? ` ${pipe.text}` : ''}}}` }
  }

  private block(): Node {
    const at = this.peekSolid().at
    const name = this.stringToken('block clause')
    const pipe = this.pipeline('block clause', 'right')
    this.defined.set(name, this.body('block clause'))
    return { type: 'template', name, pipe, at, text: `{{template ${goQuote(name)} ${pipe.text}}}` }
  }

  private pipeline(context: string, end: 'right' | ')'): Pipe {
    const { at } = this.peekSolid()
    const { names, assigns } = this.declarations(context)
    const commands: Command[] = []
    for (;;) {
      const token = this.peekSolid()
      if (token.kind === end) {
        this.next()
        break
      }
      if (!startsOperand.has(token.kind)) {
        this.next()
        throw this.unexpected(token, context)
      }
      commands.push(this.command())
    }
    if (commands.length === 0) throw this.error(`missing value for ${context}`)
    commands.slice(1).forEach((command, i) => {
      if (['constant', 'dot', 'nil'].includes(command.args[0]!.type)) throw this.error(`non executable command in pipeline stage ${i + 2}`)
    })
    const head = names.length > 0 ? `${names.join(', ')} ${assigns ? '=' : ':='} ` : ''
    return { variables: names, assigns, commands, at, text: head + commands.map((command) => command.text).join(' | ') }
  }

  /** `$x :=`, `$i, $x :=`, `$x =` */
  private declarations(context: string): { names: string[]; assigns: boolean } {
    const names: string[] = []
    const start = this.at
    for (;;) {
      const variable = this.peekSolid()
      if (variable.kind !== 'variable') break
      this.next()
      const next = this.peekSolid()
      if (next.kind === 'assign' || next.kind === 'declare') {
        this.next()
        names.push(variable.text)
        this.variables.push(variable.text)
        return { names, assigns: next.kind === 'assign' }
      }
      if (next.kind !== 'char' || next.text !== ',') break
      this.next()
      names.push(variable.text)
      this.variables.push(variable.text)
      if (context !== 'range' || names.length > 1) throw this.error(`too many declarations in ${context}`)
      if (!['variable', 'right', ')'].includes(this.peekSolid().kind)) throw this.error('range can only initialize variables')
    }
    if (names.length === 0) this.at = start
    return { names, assigns: false }
  }

  private command(): Command {
    const args: Operand[] = []
    const { at } = this.peekSolid()
    for (;;) {
      this.peekSolid()
      const operand = this.operand()
      if (operand) args.push(operand)
      const token = this.next()
      if (token.kind === 'space') continue
      if (token.kind === 'right' || token.kind === ')') this.at--
      else if (token.kind !== 'pipe') throw this.unexpected(token, 'operand')
      break
    }
    if (args.length === 0) throw this.error('empty command')
    return { args, at, text: args.map((arg) => (arg.type === 'pipe' ? `(${arg.text})` : arg.text)).join(' ') }
  }

  private operand(): Operand | undefined {
    const term = this.term()
    if (!term || this.peek().kind !== 'field') return term
    const { at } = this.peek()
    const fields: string[] = []
    while (this.peek().kind === 'field') fields.push(this.next().text.slice(1))
    const shown = fields.map((field) => `.${field}`).join('')
    if (term.type === 'field') return { ...term, fields: [...term.fields, ...fields], at, text: term.text + shown }
    if (term.type === 'variable') return { ...term, fields, at, text: term.text + shown }
    if (term.type === 'constant' || term.type === 'nil' || term.type === 'dot') throw this.error(`unexpected . after term ${goQuote(term.text)}`)
    return { type: 'chain', of: term, fields, at, text: (term.type === 'pipe' ? `(${term.text})` : term.text) + shown }
  }

  private term(): Operand | undefined {
    const token = this.peekSolid()
    const { at, text } = token
    switch (token.kind) {
      case 'identifier':
        this.next()
        if (!this.functions.has(text)) throw this.error(`function ${goQuote(text)} not defined`)
        return { type: 'function', name: text, at, text }
      case 'dot':
      case 'nil':
        this.next()
        return { type: token.kind, at, text }
      case 'variable':
        this.next()
        if (!this.variables.includes(text)) throw this.error(`undefined variable ${goQuote(text)}`)
        return { type: 'variable', name: text, fields: [], at, text }
      case 'field':
        this.next()
        return { type: 'field', fields: [text.slice(1)], at, text }
      case 'bool':
        this.next()
        return { type: 'constant', value: text === 'true', at, text }
      case 'number':
      case 'char-constant':
        this.next()
        return { type: 'constant', value: this.number(token), at, text }
      case 'string':
      case 'raw':
        this.next()
        return { type: 'constant', value: this.unquoted(token), at, text }
      case '(': {
        this.next()
        const pipe = this.pipeline('parenthesized pipeline', ')')
        return { type: 'pipe', pipe, at: pipe.at, text: pipe.text }
      }
      default:
        return undefined
    }
  }
}

const startsOperand = new Set<TokenKind>(['bool', 'char-constant', 'dot', 'field', 'identifier', 'number', 'nil', 'raw', 'string', 'variable', '('])
