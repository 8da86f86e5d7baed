/** Walks values along a parsed template. Models client-go util/jsonpath/jsonpath.go. */
import { goKind, goPrint, goTypeName, sortedKeys } from '../go-value.ts'
import { compare } from './compare.ts'
import { JsonPathError, Literal, type PathNode, type TemplatePart } from './nodes.ts'

export interface EvaluateOptions {
  /** A field that is missing gives nothing rather than an error. */
  readonly allowMissingKeys: boolean
}

/** For each part of the template what it found. Throws JsonPathError. */
export function evaluate(parts: readonly TemplatePart[], data: unknown, options: EvaluateOptions): unknown[][] {
  return new Evaluator(parts, options).run(0, data, 0).found
}

interface Run {
  readonly found: unknown[][]
  /** The `{end}` that ended the run; undefined if the template ended first. */
  readonly stoppedAt: number | undefined
}

class Evaluator {
  constructor(
    private readonly parts: readonly TemplatePart[],
    private readonly options: EvaluateOptions,
  ) {}

  /** From a part on to the `{end}` of the range we are in, or to the end of the template. */
  run(from: number, data: unknown, depth: number): Run {
    const found: unknown[][] = []
    for (let i = from; i < this.parts.length; i++) {
      const part = this.parts[i]!
      if (part.type === 'text') {
        found.push([part.text])
        continue
      }
      const words = part.nodes.flatMap((node) => (node.type === 'identifier' ? [node.name] : []))
      if (words.includes('end') && depth === 0) throw new JsonPathError('not in range, nothing to end')
      const results = this.list([data], part.nodes)
      if (words.includes('end')) return { found, stoppedAt: i }
      if (words.includes('range')) {
        const runs = (results.length > 0 ? results : [undefined]).map((value) => this.run(i + 1, value, depth + 1))
        if (results.length > 0) found.push(...runs.flatMap((run) => run.found))
        // A range without an end: Go goes on behind its head, with the value outside.
        i = runs.at(-1)!.stoppedAt ?? i
      } else found.push(results)
    }
    return { found, stoppedAt: undefined }
  }

  list(input: readonly unknown[], nodes: readonly PathNode[]): unknown[] {
    return nodes.reduce<unknown[]>((values, node) => this.walk(values, node), [...input])
  }

  private walk(values: unknown[], node: PathNode): unknown[] {
    switch (node.type) {
      case 'text':
        return [node.text]
      case 'literal':
        return values.map(() => new Literal(node.value, node.float))
      case 'field':
        return this.field(values, node.name)
      case 'slice':
        return slice(values, node)
      case 'filter':
        return this.filter(values, node)
      case 'wildcard':
        return values.flatMap(children)
      case 'recursive':
        return values.flatMap(descendants)
      case 'union':
        return node.lists.flatMap((list) => this.list(values, list))
      case 'identifier':
        return identifier(values, node.name)
    }
  }

  private field(values: unknown[], name: string): unknown[] {
    const found = values.flatMap((value) => (goKind(value) === 'map' && Object.hasOwn(value as object, name) ? [(value as Record<string, unknown>)[name]] : []))
    if (found.length === 0 && values.length > 0 && !this.options.allowMissingKeys) throw new JsonPathError(`${name} is not found`)
    return found
  }

  private filter(values: unknown[], node: Extract<PathNode, { type: 'filter' }>): unknown[] {
    return values.flatMap((value) => {
      if (!Array.isArray(value)) throw new JsonPathError(`${goPrint(value)} is not array or slice and cannot be filtered`)
      return value.filter((item) => this.passes(item, node))
    })
  }

  private passes(item: unknown, node: Extract<PathNode, { type: 'filter' }>): boolean {
    if (node.operator === 'exists') return this.exists(item, node.left)
    const left = this.list([item], node.left)
    if (left.length === 0) return false
    if (left.length > 1) throw new JsonPathError('can only compare one element at a time')
    const right = this.list([item], node.right)
    if (right.length === 0) return false
    if (right.length > 1) throw new JsonPathError('can only compare one element at a time')
    return compare(left[0], node.operator, right[0])
  }

  /** A missing field is no error here, whatever the options say. */
  private exists(item: unknown, path: readonly PathNode[]): boolean {
    try {
      return this.list([item], path).length > 0
    } catch (error) {
      if (error instanceof JsonPathError) return false
      throw error
    }
  }
}

function identifier(values: unknown[], name: string): unknown[] {
  if (name === 'range') return values
  if (name === 'end') return []
  throw new JsonPathError(`unrecognized identifier ${name}`)
}

const children = (value: unknown): unknown[] => {
  if (typeof value === 'string') return [...new TextEncoder().encode(value)]
  if (Array.isArray(value)) return value
  return goKind(value) === 'map' ? sortedKeys(value as object).map((key) => (value as Record<string, unknown>)[key]) : []
}

/** The value itself if it has any children, and all below it. */
function descendants(value: unknown): unknown[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  const below = children(value)
  return below.length === 0 ? [] : [value, ...below.flatMap(descendants)]
}

function slice(values: unknown[], node: Extract<PathNode, { type: 'slice' }>): unknown[] {
  return values.flatMap((value) => {
    if (value === null || value === undefined) return []
    if (!Array.isArray(value)) throw new JsonPathError(`${goTypeName(value)} is not array or slice`)
    const { length } = value
    const start = fromEnd(node.start ?? 0, length)
    const end = node.end === undefined ? length : node.end < 0 || (node.end === 0 && node.one) ? node.end + length : node.end
    if (start === end) return []
    if (start >= length || start < 0) throw new JsonPathError(`array index out of bounds: index ${start}, length ${length}`)
    if (end > length || end < 0) throw new JsonPathError(`array index out of bounds: index ${end - 1}, length ${length}`)
    if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`)
    const step = node.step ?? 1
    if (step <= 0) throw new JsonPathError('step must be > 0')
    return value.slice(start, end).filter((_, i) => i % step === 0)
  })
}

const fromEnd = (index: number, length: number): number => (index < 0 ? index + length : index)
