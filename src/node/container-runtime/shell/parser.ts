/** Parses a shell script, one complete command line at a time, as a shell reads it. */

import { asAssignment } from './assignment.ts'
import { type PendingHeredoc, pendingHeredoc, readHeredoc } from './heredoc.ts'
import { type AndOr, type Assignment, type Command, closers, type Pipeline, type Redirection, reserved, type Script, type Word } from './syntax.ts'
import { Cursor, readName, readWord } from './word-parser.ts'

export class Parser {
  readonly #cursor: Cursor
  #heredocs: PendingHeredoc[] = []

  /** @param parseScript reads the scripts of command substitutions */
  constructor(text: string, parseScript: (text: string) => Script) {
    this.#cursor = new Cursor(text, parseScript)
  }

  /** The next complete command line, or undefined at the end. @throws SyntaxProblem */
  next(): Script | undefined {
    this.#skipNewlines()
    if (this.#cursor.done) return undefined
    const script: AndOr[] = []
    for (;;) {
      script.push(this.#andOr())
      this.#blanks()
      if (this.#cursor.done || this.#cursor.peek() === '\n') break
      const token = this.#token()
      if (closers.has(token)) this.#unexpected(token)
    }
    this.#newline()
    return script
  }

  /** Commands up to one of the closing words, which stays. */
  #list(...until: string[]): Script {
    const script: AndOr[] = []
    for (;;) {
      this.#skipNewlines()
      const token = this.#token()
      if (until.includes(token)) break
      if (this.#cursor.done) this.#cursor.fail(`end of file unexpected (expecting "${until[0]}")`, true)
      if (closers.has(token)) this.#unexpected(token, until[0])
      script.push(this.#andOr())
    }
    return script
  }

  #andOr(): AndOr {
    const first = this.#pipeline()
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = []
    for (;;) {
      this.#blanks()
      const operator = this.#cursor.startsWith('&&') ? '&&' : this.#cursor.startsWith('||') ? '||' : undefined
      if (!operator) break
      this.#cursor.skip(2)
      this.#skipNewlines()
      if (this.#cursor.done) this.#cursor.fail('end of file unexpected', true)
      rest.push({ operator, pipeline: this.#pipeline() })
    }
    let background = false
    if (this.#cursor.peek() === '&') {
      this.#cursor.next()
      background = true
    } else if (this.#cursor.peek() === ';' && this.#cursor.peek(1) !== ';') this.#cursor.next()
    return { first, rest, background }
  }

  #pipeline(): Pipeline {
    let negated = false
    while (this.#token() === '!') {
      this.#cursor.skip(1)
      this.#blanks()
      negated = !negated
    }
    const commands = [this.#command()]
    for (;;) {
      this.#blanks()
      if (this.#cursor.peek() !== '|' || this.#cursor.peek(1) === '|') break
      this.#cursor.next()
      this.#skipNewlines()
      if (this.#cursor.done) this.#cursor.fail('end of file unexpected', true)
      commands.push(this.#command())
    }
    return { commands, negated }
  }

  #command(): Command {
    const token = this.#token()
    switch (token) {
      case '{': {
        this.#expect('{')
        const body = this.#list('}')
        this.#expect('}')
        return { kind: 'group', body, redirections: this.#redirections() }
      }
      case '(': {
        this.#expect('(')
        const body = this.#list(')')
        this.#expect(')')
        return { kind: 'subshell', body, redirections: this.#redirections() }
      }
      case 'if':
        return this.#if()
      case 'while':
      case 'until': {
        this.#expect(token)
        const test = this.#list('do')
        const body = this.#doGroup()
        return { kind: 'loop', until: token === 'until', test, body, redirections: this.#redirections() }
      }
      case 'for':
        return this.#for()
      case 'case':
        return this.#case()
    }
    if (closers.has(token)) this.#unexpected(token)
    const definition = /^([A-Za-z_][\w.-]*)[ \t]*\([ \t]*\)/.exec(this.#cursor.text.slice(this.#cursor.at))
    if (definition) {
      this.#cursor.skip(definition[0].length)
      this.#skipNewlines()
      return { kind: 'function', name: definition[1] as string, body: this.#command(), redirections: [] }
    }
    return this.#simple()
  }

  #if(): Command {
    const branches: { test: Script; body: Script }[] = []
    let otherwise: Script | undefined
    let word = 'if'
    while (word === 'if' || word === 'elif') {
      this.#expect(word)
      const test = this.#list('then')
      this.#expect('then')
      branches.push({ test, body: this.#list('fi', 'elif', 'else') })
      word = this.#token()
    }
    if (word === 'else') {
      this.#expect('else')
      otherwise = this.#list('fi')
    }
    this.#expect('fi')
    return { kind: 'if', branches, ...(otherwise ? { otherwise } : {}), redirections: this.#redirections() }
  }

  #for(): Command {
    this.#expect('for')
    this.#blanks()
    const name = readName(this.#cursor)
    this.#skipNewlines()
    let words: Word[] | undefined
    if (this.#token() === 'in') {
      this.#expect('in')
      words = []
      for (let word = this.#word(); word; word = this.#word()) words.push(word)
    }
    this.#blanks()
    if (this.#cursor.peek() === ';') this.#cursor.next()
    this.#skipNewlines()
    return { kind: 'for', name, ...(words ? { words } : {}), body: this.#doGroup(), redirections: this.#redirections() }
  }

  #case(): Command {
    this.#expect('case')
    const subject = this.#word() ?? this.#cursor.fail('word expected')
    this.#skipNewlines()
    this.#expect('in')
    const clauses: { patterns: Word[]; body: Script }[] = []
    for (this.#skipNewlines(); this.#token() !== 'esac'; this.#skipNewlines()) {
      if (this.#cursor.done) this.#cursor.fail('end of file unexpected (expecting "esac")', true)
      if (this.#cursor.peek() === '(') this.#cursor.next()
      const patterns: Word[] = []
      do {
        if (patterns.length > 0) this.#cursor.next()
        patterns.push(this.#word() ?? this.#unexpected(this.#token()))
        this.#blanks()
      } while (this.#cursor.peek() === '|')
      this.#expect(')')
      const body = this.#list(';;', 'esac')
      clauses.push({ patterns, body })
      if (this.#token() === ';;') this.#cursor.skip(2)
    }
    this.#expect('esac')
    return { kind: 'case', subject, clauses, redirections: this.#redirections() }
  }

  #doGroup(): Script {
    this.#expect('do')
    const body = this.#list('done')
    this.#expect('done')
    return body
  }

  #simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirections: Redirection[] = []
    const { line } = this.#cursor
    for (;;) {
      this.#blanks()
      const redirection = this.#redirection()
      if (redirection) {
        redirections.push(redirection)
        continue
      }
      const word = readWord(this.#cursor)
      if (!word) break
      const assignment = words.length === 0 ? asAssignment(word) : undefined
      if (assignment) assignments.push(assignment)
      else words.push(word)
    }
    if (assignments.length + words.length + redirections.length === 0) this.#unexpected(this.#token())
    return { kind: 'simple', assignments, words, redirections, line }
  }

  #redirections(): Redirection[] {
    const all: Redirection[] = []
    for (;;) {
      this.#blanks()
      const redirection = this.#redirection()
      if (!redirection) return all
      all.push(redirection)
    }
  }

  #redirection(): Redirection | undefined {
    const match = /^(\d*)(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>|&>>|&>)/.exec(this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 12))
    if (!match?.[2] || match[2].startsWith('&')) return undefined
    this.#cursor.skip(match[0].length)
    const fd = match[1] ? Number(match[1]) : match[2].startsWith('<') ? 0 : 1
    this.#blanks()
    const target = readWord(this.#cursor) ?? this.#unexpected(this.#token())
    if (match[2] !== '<<' && match[2] !== '<<-') return { fd, operator: match[2] as Redirection['operator'], target }
    const redirection = { fd, operator: '<<' as const, target }
    this.#heredocs.push(pendingHeredoc(redirection, match[2] === '<<-'))
    return redirection
  }

  #readHeredocs(): void {
    for (const heredoc of this.#heredocs.splice(0)) readHeredoc(this.#cursor, heredoc)
  }

  /** The reserved word or operator that stands here, without taking it; other words too, as far as they are plain. */
  #token(): string {
    this.#blanks()
    const rest = this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + 64)
    return /^(;;|&&|\|\||[;&|()\n])/.exec(rest)?.[0] ?? /^[^\s;&|<>()]+/.exec(rest)?.[0] ?? ''
  }

  #expect(token: string): void {
    this.#skipNewlines()
    if (this.#token() !== token && !this.#cursor.startsWith(token)) {
      if (this.#cursor.done) this.#cursor.fail(`end of file unexpected (expecting "${token}")`, true)
      this.#unexpected(this.#token(), token)
    }
    this.#cursor.skip(token.length)
  }

  #unexpected(token: string, expecting?: string): never {
    if (this.#cursor.done) this.#cursor.fail('end of file unexpected', true)
    const shown = token === '\n' ? 'newline unexpected' : reserved.has(token) || /^[;&|()]/.test(token) ? `"${token}" unexpected` : 'word unexpected'
    return this.#cursor.fail(expecting ? `${shown} (expecting "${expecting}")` : shown)
  }

  #word(): Word | undefined {
    this.#blanks()
    return readWord(this.#cursor)
  }

  #blanks(): void {
    for (;;) {
      if (this.#cursor.peek() === ' ' || this.#cursor.peek() === '\t' || this.#cursor.peek() === '\r') this.#cursor.next()
      else if (this.#cursor.startsWith('\\\n')) this.#cursor.skip(2)
      else if (this.#cursor.peek() === '#') while (!this.#cursor.done && this.#cursor.peek() !== '\n') this.#cursor.next()
      else return
    }
  }

  #newline(): void {
    if (this.#cursor.peek() !== '\n') {
      if (this.#heredocs.length > 0) this.#readHeredocs()
      return
    }
    this.#cursor.next()
    this.#readHeredocs()
  }

  #skipNewlines(): void {
    for (this.#blanks(); this.#cursor.peek() === '\n'; this.#blanks()) this.#newline()
  }
}
