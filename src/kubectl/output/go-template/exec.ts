/** Fills a template in. Models Go's text/template/exec.go for values that came as JSON. */
import { goQuote } from '../go-value.ts'
import { CallError, functions } from './functions.ts'
import { type Command, type Node, type Operand, type Pipe, type Template, TemplateError } from './nodes.ts'
import { display, entries, GoNumber, int, isNothing, isTrue, missing, numberOf, typeName, type Value } from './values.ts'

export interface ExecOptions {
  readonly allowMissingKeys: boolean
}

/** Thrown by execute: what was written before it went wrong is in `output`. */
export class ExecError extends TemplateError {
  output = ''
}

/** Throws ExecError. */
export function execute(template: Template, name: string, data: Value, options: ExecOptions): string {
  const state = new State(template, name, options)
  try {
    state.run(data, template.root, name)
  } catch (error) {
    if (error instanceof ExecError) error.output = state.output
    throw error
  }
  return state.output
}

type Control = Extract<Node, { then: readonly Node[] }>

interface Variable {
  readonly name: string
  value: Value
}

class LoopControl {
  constructor(readonly kind: 'break' | 'continue') {}
}

// Go allows 100000; our own stack does not.
const maxDepth = 1000

class State {
  output = ''
  private variables: Variable[] = []
  private executing = ''
  private depth = 0
  /** Where we are, for errors. */
  private place: { readonly at: number; readonly text: string } = { at: 0, text: '' }

  constructor(
    private readonly template: Template,
    private readonly name: string,
    private readonly options: ExecOptions,
  ) {}

  /** One template body, with variables of its own. */
  run(dot: Value, nodes: readonly Node[], executing: string): void {
    const outer = { variables: this.variables, executing: this.executing }
    this.variables = [{ name: '$', value: dot }]
    this.executing = executing
    this.list(dot, nodes)
    Object.assign(this, outer)
  }

  private error(message: string): ExecError {
    const before = this.template.text.slice(0, this.place.at)
    const line = before.split('\n').length
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length
    return new ExecError(`template: ${this.name}:${line}:${column}: executing ${goQuote(this.executing)} at <${this.place.text}>: ${message}`)
  }

  private list(dot: Value, nodes: readonly Node[]): void {
    for (const node of nodes) this.node(dot, node)
  }

  private node(dot: Value, node: Node): void {
    switch (node.type) {
      case 'text':
        this.output += node.text
        return
      case 'action': {
        const value = this.pipeline(dot, node.pipe)
        if (node.pipe.variables.length === 0) this.output += isNothing(value) ? '<no value>' : display(value)
        return
      }
      case 'if':
      case 'with':
      case 'range':
        this.control(dot, node)
        return
      case 'template':
        this.call(dot, node)
        return
      default:
        throw new LoopControl(node.type)
    }
  }

  private control(dot: Value, node: Control): void {
    const count = this.variables.length
    if (node.type === 'range') this.range(dot, node)
    else {
      const value = this.pipeline(dot, node.pipe)
      if (isTrue(value)) this.list(node.type === 'with' ? value : dot, node.then)
      else this.list(dot, node.otherwise)
    }
    this.variables.length = count
  }

  private call(dot: Value, node: Extract<Node, { type: 'template' }>): void {
    this.place = node
    const body = this.template.defined.get(node.name)
    if (!body) throw this.error(`template ${goQuote(node.name)} not defined`)
    if (++this.depth > maxDepth) throw this.error('exceeded maximum template depth (100000)')
    this.run(node.pipe ? this.pipeline(dot, node.pipe) : missing, body, node.name)
    this.depth--
  }

  private range(dot: Value, node: Control): void {
    const value = this.pipeline(dot, node.pipe)
    const rows = this.rows(value, node.pipe)
    if (rows.length === 0) {
      this.list(dot, node.otherwise)
      return
    }
    for (const [key, item] of rows) if (!this.iteration(node, key, item)) return
  }

  /** Whether the loop goes on. */
  private iteration(node: Control, key: Value, item: Value): boolean {
    const count = this.variables.length
    const { variables, assigns } = node.pipe
    const values = variables.length > 1 ? [key, item] : [item]
    variables.forEach((name, i) => {
      if (assigns) this.assign(name, values[i])
      else this.variables.push({ name, value: values[i] })
    })
    try {
      this.list(item, node.then)
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error
      if (error.kind === 'break') return false
    } finally {
      this.variables.length = count
    }
    return true
  }

  private rows(value: Value, pipe: Pipe): (readonly [Value, Value])[] {
    if (isNothing(value)) return []
    if (Array.isArray(value)) return value.map((item, i) => [int(i), item])
    const number = numberOf(value)
    const isInt = value instanceof GoNumber ? value.type === 'int' : Number.isInteger(value)
    if (number !== undefined && isInt) return this.count(number, pipe)
    if (number === undefined && typeof value === 'object') return entries(value as object)
    throw this.error(`range can't iterate over ${display(value)}`)
  }

  private count(number: number, pipe: Pipe): (readonly [Value, Value])[] {
    if (pipe.variables.length > 1) throw this.error(`can't use ${number} to iterate over more than one variable`)
    return Array.from({ length: Math.min(Math.max(0, number), 10_000_000) }, (_, i) => [int(i), int(i)] as const)
  }

  private pipeline(dot: Value, pipe: Pipe): Value {
    let value: Value = noFinal
    this.place = pipe
    for (const command of pipe.commands) value = this.command(dot, command, value)
    for (const name of pipe.variables) {
      if (pipe.assigns) this.assign(name, value)
      else this.variables.push({ name, value })
    }
    return value
  }

  private assign(name: string, value: Value): void {
    const variable = this.variables.findLast((known) => known.name === name)
    if (!variable) throw this.error(`undefined variable: ${name}`)
    variable.value = value
  }

  private command(dot: Value, command: Command, final: Value): Value {
    const [first, ...rest] = command.args
    const word = first!
    if (word.type === 'function') return this.function(dot, word, command, rest, final)
    this.place = word
    const hasArguments = rest.length > 0 || final !== noFinal
    if (word.type === 'field' || word.type === 'chain' || (word.type === 'variable' && word.fields.length > 0)) return this.operand(dot, word, hasArguments)
    if (hasArguments) throw this.error(`can't give argument to non-function ${word.text}`)
    if (word.type === 'nil') throw this.error('nil is not a command')
    return this.operand(dot, word)
  }

  private operand(dot: Value, operand: Operand, hasArguments = false): Value {
    this.place = operand
    switch (operand.type) {
      case 'dot':
        return dot
      case 'nil':
        return null
      case 'constant':
        return operand.value
      case 'field':
        return this.fields(dot, operand.fields, hasArguments)
      case 'variable':
        return this.fields(this.variable(operand.name), operand.fields, hasArguments)
      case 'chain': {
        if (operand.of.type === 'nil') throw this.error(`indirection through explicit nil in ${operand.text}`)
        const value = this.operand(dot, operand.of)
        return this.fields(value, operand.fields, hasArguments)
      }
      case 'pipe':
        return this.pipeline(dot, operand.pipe)
      case 'function':
        return this.function(dot, operand, operand, [], noFinal)
    }
  }

  private variable(name: string): Value {
    const variable = this.variables.findLast((known) => known.name === name)
    if (!variable) throw this.error(`undefined variable: ${name}`)
    return variable.value
  }

  private fields(start: Value, names: readonly string[], hasArguments: boolean): Value {
    return names.reduce((value, name, i) => this.field(value, name, hasArguments && i === names.length - 1), start)
  }

  private field(value: Value, name: string, hasArguments: boolean): Value {
    if (value === missing || value === undefined) {
      if (!this.options.allowMissingKeys) throw this.error(`nil data; no entry for key ${goQuote(name)}`)
      return missing
    }
    if (value === null) throw this.error(`nil pointer evaluating interface {}.${name}`)
    if (Array.isArray(value) || typeof value !== 'object' || value instanceof GoNumber)
      throw this.error(`can't evaluate field ${name} in type ${value instanceof GoNumber ? typeName(value) : 'interface {}'}`)
    if (hasArguments) throw this.error(`${name} is not a method but has arguments`)
    if (Object.hasOwn(value, name)) return (value as Record<string, Value>)[name]
    if (!this.options.allowMissingKeys) throw this.error(`map has no entry for key ${goQuote(name)}`)
    return missing
  }

  private function(
    dot: Value,
    word: Extract<Operand, { type: 'function' }>,
    node: { at: number; text: string },
    rest: readonly Operand[],
    final: Value,
  ): Value {
    this.place = word
    const { name } = word
    const { least, most, text = [], call } = functions[name]!
    const count = rest.length + (final === noFinal ? 0 : 1)
    if (most === undefined ? count < least : count !== most)
      throw this.error(
        `wrong number of args for ${name}: want ${most === undefined ? 'at least ' : ''}${least} got ${most === undefined ? rest.length : count}`,
      )
    const args: Value[] = []
    for (const [i, operand] of rest.entries()) {
      args.push(this.argument(dot, operand, text.includes(i)))
      if ((name === 'and' && !isTrue(args[i])) || (name === 'or' && isTrue(args[i]))) return args[i]
    }
    if (final !== noFinal) args.push(text.includes(args.length) ? this.asText(final) : final)
    try {
      return call(args)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      this.place = node
      throw this.error(`error calling ${name}: ${error.message}`)
    }
  }

  private argument(dot: Value, operand: Operand, mustBeText: boolean): Value {
    if (!mustBeText) return this.operand(dot, operand)
    if (operand.type === 'constant' && typeof operand.value !== 'string') {
      this.place = operand
      throw this.error(`expected string; found ${operand.text}`)
    }
    return this.asText(this.operand(dot, operand))
  }

  private asText(value: Value): Value {
    if (isNothing(value)) throw this.error('invalid value; expected string')
    if (typeof value !== 'string') throw this.error(`wrong type for value; expected string; got ${typeName(value)}`)
    return value
  }
}

const noFinal = Symbol('no final argument')
