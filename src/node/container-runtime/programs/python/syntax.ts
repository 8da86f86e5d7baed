/** The part of Python that ktutor runs: what its parser makes, and its tokens. */
import { NotSimulatedProgram } from '../not-simulated-program.ts'

export type Expression =
  | { readonly kind: 'constant'; readonly value: null | boolean | bigint | number | string }
  | { readonly kind: 'format'; readonly parts: readonly (string | { readonly value: Expression; readonly spec: string; readonly repr: boolean })[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly items: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly first: Expression; readonly rest: readonly { readonly operator: string; readonly value: Expression }[] }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'slice'; readonly of: Expression; readonly from?: Expression; readonly to?: Expression; readonly step?: Expression }
  | { readonly kind: 'call'; readonly of: Expression; readonly args: readonly Expression[]; readonly named: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
  | {
      readonly kind: 'comprehension'
      readonly result: 'list' | 'dict'
      readonly value: Expression
      readonly key?: Expression
      readonly target: Expression
      readonly source: Expression
      readonly tests: readonly Expression[]
    }

export interface Parameter {
  readonly name: string
  readonly value?: Expression
}

export type Statement = { readonly line: number } & (
  | { readonly kind: 'expression'; readonly value: Expression }
  | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
  | { readonly kind: 'change'; readonly target: Expression; readonly operator: string; readonly value: Expression }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[]
      readonly otherwise: readonly Statement[]
    }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'for'; readonly target: Expression; readonly source: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'def'; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: readonly Statement[] }
  | { readonly kind: 'return'; readonly value?: Expression }
  | { readonly kind: 'raise'; readonly value?: Expression }
  | {
      readonly kind: 'try'
      readonly body: readonly Statement[]
      readonly handlers: readonly { readonly types: readonly string[]; readonly name?: string; readonly body: readonly Statement[] }[]
      readonly last: readonly Statement[]
    }
  | { readonly kind: 'import'; readonly module: string; readonly name?: string; readonly as: string }
  | { readonly kind: 'pass' | 'break' | 'continue' }
  | { readonly kind: 'global'; readonly names: readonly string[] }
)

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'format' | 'symbol' | 'newline' | 'indent' | 'dedent' | 'end'
  readonly text: string
  readonly line: number
}

export class PythonSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message)
  }
}

const pattern =
  /(#[^\n]*)|(\\\n)|(\n)|([ \t\r]+)|([fFrRbBuU]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'))|(\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|(\*\*=?|\/\/=?|<<|>>|[-+*/%&|^]=|==|!=|<=|>=|->|:=|\S)/g

/** @throws PythonSyntaxError */
export function tokens(text: string): Token[] {
  const all: Token[] = []
  const indents = [0]
  let line = 1
  let depth = 0
  let fresh = true
  for (const match of text.matchAll(pattern)) {
    const [raw, comment, joined, newline, space, string, number, name] = match
    const put = (kind: Token['kind'], meaning: string): void => void all.push({ kind, text: meaning, line })
    if (fresh && depth === 0 && newline === undefined && comment === undefined) {
      const width = space === undefined ? 0 : space.replaceAll('\t', '        ').length
      const rest = text.slice(match.index + (space?.length ?? 0))
      if (!/^[ \t\r]*(#|\n|$)/.test(rest)) {
        indent(width, indents, put, line)
        fresh = false
      }
    }
    if (newline !== undefined) {
      if (depth === 0 && !fresh) put('newline', '\n')
      fresh = depth === 0
    } else if (string !== undefined) put(/^[rbu]*f/i.test(string.slice(0, 2)) ? 'format' : 'string', string)
    else if (number !== undefined) put('number', number)
    else if (name !== undefined) put('name', name)
    else if (space === undefined && comment === undefined && joined === undefined) {
      if ('([{'.includes(raw)) depth++
      if (')]}'.includes(raw)) depth--
      put('symbol', raw)
    }
    line += raw.match(/\n/g)?.length ?? 0
  }
  if (!fresh) all.push({ kind: 'newline', text: '\n', line })
  while ((indents.pop() ?? 0) > 0) all.push({ kind: 'dedent', text: '', line })
  all.push({ kind: 'end', text: '', line })
  return all
}

function indent(width: number, indents: number[], put: (kind: Token['kind'], text: string) => void, line: number): void {
  if (width > (indents.at(-1) as number)) {
    indents.push(width)
    put('indent', '')
  }
  while (width < (indents.at(-1) as number)) {
    indents.pop()
    put('dedent', '')
  }
  if (width !== indents.at(-1)) throw new PythonSyntaxError('unindent does not match any outer indentation level', line)
}

/** The text that a string literal means. */
export function literal(raw: string): string {
  const [, prefix = '', quote = '', inner = ''] = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(raw) ?? []
  if (quote === '') throw new NotSimulatedProgram('Python', raw)
  return /r/i.test(prefix)
    ? inner
    : inner.replace(/\\(\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) =>
        /^[xu]./.test(code) ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : (escapes[code] ?? `\\${code}`),
      )
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '0': '\0', a: '\x07', b: '\b', '\n': '' }
