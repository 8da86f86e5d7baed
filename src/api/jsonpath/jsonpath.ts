/**
 * JSONPath as kubectl means it: text with actions in braces, `{range}{end}`, filters, unions, slices. It is a dialect of its
 * own that predates RFC 9535: no braces means text, a missing field prints nothing, numbers compare only with their own kind.
 * Left out: the random order in which Go walks maps; here `.*` and `..` go by sorted keys.
 */

import { goFloat, goKind } from '../go-value.ts'
import { compactJson, indentedJson } from '../json-text.ts'
import { type EvaluateOptions, evaluate } from './evaluate.ts'
import { JsonPathError, Literal, type TemplatePart } from './nodes.ts'
import { parseTemplate } from './parse.ts'

export { JsonPathError } from './nodes.ts'

export class JsonPath {
  private constructor(private readonly parts: readonly TemplatePart[]) {}

  /** Throws JsonPathError. */
  static parse(template: string): JsonPath {
    return new JsonPath(parseTemplate(template))
  }

  /** What each part of the template found. Throws JsonPathError. */
  find(data: unknown, options: EvaluateOptions = { allowMissingKeys: true }): unknown[][] {
    return evaluate(this.parts, data, options).map((results) => results.map(plain))
  }

  /** The first value found, undefined if there is none. */
  first(data: unknown): unknown {
    return this.find(data)[0]?.[0]
  }

  /** The filled-in template. `asJson`: each part as an indented JSON list. Throws JsonPathError. */
  print(data: unknown, options: EvaluateOptions & { readonly asJson?: boolean } = { allowMissingKeys: true }): string {
    return evaluate(this.parts, data, options)
      .map((results) => (options.asJson ? `${indentedJson(results.map(plain))}\n` : results.map(valueText).join(' ')))
      .join('')
  }
}

const plain = (value: unknown): unknown => (value instanceof Literal ? value.value : value)

/** A value as JSONPath prints it. */
export function valueText(value: unknown): string {
  if (value instanceof Literal) return String(value.value)
  const kind = goKind(value)
  if (kind === 'map' || kind === 'slice' || kind === 'nil') return compactJson(value)
  return kind === 'float' ? goFloat(value as number) : String(value)
}

const relaxed = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/

/** `name.x`, `.name.x`, `{name.x}` or `{.name.x}` as a template, for columns and --sort-by. Throws JsonPathError. */
export function relaxedPath(text: string): string {
  if (text === '') return text
  const match = relaxed.exec(text)
  if (!match) throw new JsonPathError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'")
  return `{.${match[1] ?? match[2]}}`
}
