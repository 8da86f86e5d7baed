/** `$((…))`: integers, variables, all of C's operators that shells know. */

export interface Variables {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

export class ArithmeticError extends Error {}

const binary: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

export function evaluateArithmetic(text: string, variables: Variables): number {
  const tokens =
    text.match(/\s*(\d+\w*|[A-Za-z_]\w*|\+\+|--|<<=|>>=|\*\*|[-+*/%&|^]=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>=!~&|^?:(),])/g)?.map((token) => token.trim()) ?? []
  if (tokens.join('').length !== text.replace(/\s/g, '').length) throw new ArithmeticError('syntax error')
  if (tokens.length === 0) return 0
  const evaluation = new Evaluation(tokens, variables)
  const value = evaluation.comma()
  if (evaluation.at < tokens.length) throw new ArithmeticError(`syntax error`)
  return value
}

class Evaluation {
  at = 0
  #skipping = 0

  constructor(
    private readonly tokens: readonly string[],
    private readonly variables: Variables,
  ) {}

  comma(): number {
    let value = this.#assignment()
    while (this.#take(',')) value = this.#assignment()
    return value
  }

  #take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }

  #assignment(): number {
    const name = this.tokens[this.at] ?? ''
    const operator = this.tokens[this.at + 1] ?? ''
    if (/^[A-Za-z_]/.test(name) && /^([-+*/%&|^]|<<|>>)?=$/.test(operator)) {
      this.at += 2
      const right = this.#assignment()
      const value = operator === '=' ? right : apply(operator.slice(0, -1), this.#variable(name), right)
      return this.#set(name, value)
    }
    return this.#ternary()
  }

  #ternary(): number {
    const test = this.#binary(0)
    if (!this.#take('?')) return test
    const yes = this.#maybe(test !== 0, () => this.#assignment())
    if (!this.#take(':')) throw new ArithmeticError('syntax error')
    const no = this.#maybe(test === 0, () => this.#assignment())
    return test !== 0 ? yes : no
  }

  #binary(level: number): number {
    const operators = binary[level]
    if (!operators) return this.#unary()
    let left = this.#binary(level + 1)
    for (let operator = this.tokens[this.at]; operator !== undefined && operators.includes(operator); operator = this.tokens[this.at]) {
      this.at++
      const needed = operator === '&&' ? left !== 0 : operator === '||' ? left === 0 : true
      const right = this.#maybe(needed, () => this.#binary(level + 1))
      left = this.#skipping > 0 ? 0 : apply(operator, left, right)
    }
    return left
  }

  #maybe(needed: boolean, evaluate: () => number): number {
    if (!needed) this.#skipping++
    const value = evaluate()
    if (!needed) this.#skipping--
    return value
  }

  #unary(): number {
    const token = this.tokens[this.at]
    if (token === undefined) throw new ArithmeticError('syntax error')
    this.at++
    if (token === '-') return -this.#unary()
    if (token === '+') return this.#unary()
    if (token === '!') return this.#unary() === 0 ? 1 : 0
    if (token === '~') return ~this.#unary()
    if (token === '(') {
      const value = this.comma()
      if (!this.#take(')')) throw new ArithmeticError('syntax error')
      return value
    }
    if (token === '++' || token === '--') {
      const name = this.tokens[this.at++] ?? ''
      return this.#set(name, this.#variable(name) + (token === '++' ? 1 : -1))
    }
    if (/^\d/.test(token)) return number(token)
    if (!/^[A-Za-z_]/.test(token)) throw new ArithmeticError('syntax error')
    const value = this.#variable(token)
    if (this.#take('++')) this.#set(token, value + 1)
    else if (this.#take('--')) this.#set(token, value - 1)
    return value
  }

  #variable(name: string): number {
    const text = this.variables.get(name)?.trim() ?? ''
    if (text === '') return 0
    if (/^[-+]?\w+$/.test(text) && /^[-+]?\d/.test(text)) return text.startsWith('-') ? -number(text.slice(1)) : number(text.replace(/^\+/, ''))
    return evaluateArithmetic(text, this.variables)
  }

  #set(name: string, value: number): number {
    if (this.#skipping === 0) this.variables.set(name, String(value))
    return value
  }
}

function number(text: string): number {
  const value = /^0[xX]/.test(text) ? Number(text) : /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
  if (Number.isNaN(value)) throw new ArithmeticError('syntax error')
  return value
}

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
    case '%':
      if (b === 0) throw new ArithmeticError('divide by zero')
      return operator === '/' ? Math.trunc(a / b) : a % b
    case '<<':
      return a * 2 ** b
    case '>>':
      return Math.floor(a / 2 ** b)
    case '&':
      return Number(BigInt.asIntN(64, BigInt(a) & BigInt(b)))
    case '|':
      return Number(BigInt.asIntN(64, BigInt(a) | BigInt(b)))
    case '^':
      return Number(BigInt.asIntN(64, BigInt(a) ^ BigInt(b)))
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0
    case '==':
      return a === b ? 1 : 0
    case '!=':
      return a !== b ? 1 : 0
    case '<':
      return a < b ? 1 : 0
    case '>':
      return a > b ? 1 : 0
    case '<=':
      return a <= b ? 1 : 0
    default:
      return a >= b ? 1 : 0
  }
}
