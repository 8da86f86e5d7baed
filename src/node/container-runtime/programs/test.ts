/** test and `[`. */
import { allows } from '../filesystem.ts'
import type { Process, Program } from '../process.ts'
import { byteLength, defineProgram, isGnu } from './program.ts'

class TestError extends Error {}

export const test: Program = defineProgram('test', (process, args) => outcome(process, args, 'test'))

export const bracketTest: Program = defineProgram('[', (process, args) => {
  if (args.at(-1) !== ']') {
    process.err(isGnu(process) ? "[: missing ']'\n" : '[: missing ]\n')
    return 2
  }
  return outcome(process, args.slice(0, -1), '[')
})

function outcome(process: Process, args: readonly string[], name: string): number {
  try {
    return new Expression(process, args).evaluate() ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    const voice = process.voice ?? ''
    process.err(`${voice}${isGnu(process) || voice === '' ? `${name}: ` : ''}${error.message}\n`)
    return 2
  }
}

class Expression {
  #at = 0
  constructor(
    private readonly process: Process,
    private readonly words: readonly string[],
  ) {}

  evaluate(): boolean {
    const { words } = this
    // POSIX decides by the number of arguments first, so that `[ "$x" = ! ]` is no riddle.
    if (words.length === 0) return false
    if (words.length === 1) return words[0] !== ''
    if (words.length === 2 && words[0] === '!') return words[1] === ''
    if (words.length === 3 && isBinary(words[1] as string)) return this.#binary(words[0] as string, words[1] as string, words[2] as string)
    const value = this.#or()
    if (this.#at < words.length) throw new TestError(`${words[this.#at]}: ${isGnu(this.process) ? 'unexpected operator' : 'unknown operand'}`)
    return value
  }

  #or(): boolean {
    let value = this.#and()
    while (this.words[this.#at] === '-o') {
      this.#at++
      const right = this.#and()
      value = value || right
    }
    return value
  }

  #and(): boolean {
    let value = this.#not()
    while (this.words[this.#at] === '-a') {
      this.#at++
      const right = this.#not()
      value = value && right
    }
    return value
  }

  #not(): boolean {
    const word = this.words[this.#at]
    if (word === undefined) throw new TestError('argument expected')
    if (word === '!') {
      this.#at++
      return !this.#not()
    }
    if (word === '(') {
      this.#at++
      const value = this.#or()
      if (this.words[this.#at] !== ')') throw new TestError('closing paren expected')
      this.#at++
      return value
    }
    const operator = this.words[this.#at + 1]
    const right = this.words[this.#at + 2]
    if (operator !== undefined && right !== undefined && isBinary(operator)) {
      this.#at += 3
      return this.#binary(word, operator, right)
    }
    if (/^-[a-zA-Z]$/.test(word) && operator !== undefined) {
      this.#at += 2
      return this.#unary(word, operator)
    }
    this.#at++
    return word !== ''
  }

  #unary(operator: string, value: string): boolean {
    if (operator === '-n') return value !== ''
    if (operator === '-z') return value === ''
    if (operator === '-t') return this.process.input(Number(value))?.terminal ?? false
    const path = this.process.path(value)
    const node = value === '' ? undefined : this.process.files.find(path, operator !== '-h' && operator !== '-L')
    switch (operator) {
      case '-e':
        return node !== undefined
      case '-f':
        return node?.kind === 'file'
      case '-d':
        return node?.kind === 'folder'
      case '-h':
      case '-L':
        return node?.kind === 'link'
      case '-c':
        return node?.kind === 'device'
      case '-s':
        return node?.kind === 'folder' || (node?.kind === 'file' && (node.size ?? byteLength(typeof node.text === 'function' ? node.text() : node.text)) > 0)
      case '-r':
        return node !== undefined && allows(node, this.process, 4)
      case '-w':
        return node !== undefined && allows(node, this.process, 2)
      case '-x':
        return node !== undefined && (node.kind === 'folder' || (node.mode & 0o111) !== 0) && allows(node, this.process, 1)
      case '-b':
      case '-p':
      case '-S':
      case '-u':
      case '-g':
      case '-k':
        return false
      default:
        throw new TestError(`${operator}: ${isGnu(this.process) ? 'unexpected operator' : 'unknown operand'}`)
    }
  }

  #binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right
      case '!=':
        return left !== right
      case '<':
        return left < right
      case '>':
        return left > right
      case '-nt':
      case '-ot': {
        const [a, b] = [left, right].map((name) => this.process.files.find(this.process.path(name))?.mtime ?? 0) as [number, number]
        return operator === '-nt' ? a > b : a < b
      }
      case '-ef':
        return this.process.files.real(this.process.path(left)) === this.process.files.real(this.process.path(right))
    }
    const [a, b] = [this.#number(left), this.#number(right)]
    switch (operator) {
      case '-eq':
        return a === b
      case '-ne':
        return a !== b
      case '-lt':
        return a < b
      case '-le':
        return a <= b
      case '-gt':
        return a > b
      default:
        return a >= b
    }
  }

  #number(text: string): number {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(isGnu(this.process) ? `Illegal number: ${text}` : `${text}: bad number`)
    return Number(text)
  }
}

const isBinary = (word: string): boolean => /^(=|==|!=|<|>|-(eq|ne|lt|le|gt|ge|nt|ot|ef))$/.test(word)
