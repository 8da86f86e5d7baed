/** `-o jsonpath=…`, with the errors that kubectl prints. */

import type { EvaluateOptions } from '../../api/jsonpath/evaluate.ts'
import { JsonPath, JsonPathError } from '../../api/jsonpath/jsonpath.ts'
import { CommandError } from '../errors.ts'
import { goQuote, goSyntax } from './go-value.ts'
import { immediate, type Printer } from './printer.ts'

/** Throws CommandError for a template that is none. */
export function jsonPathPrinter(template: string, options: EvaluateOptions & { readonly asJson?: boolean }): Printer {
  const path = parse(template)
  return immediate((object, event) => {
    const data = event === undefined ? object : { type: event, object }
    try {
      return path.print(data, options)
    } catch (error) {
      if (error instanceof JsonPathError) throw new CommandError(failure(template, error.message, data))
      throw error
    }
  })
}

function parse(template: string): JsonPath {
  try {
    return JsonPath.parse(template)
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`)
    throw error
  }
}

const failure = (template: string, why: string, data: unknown): string =>
  [
    `error executing jsonpath ${goQuote(template)}: Error executing template: ${why}. Printing more information for debugging the template:`,
    `\ttemplate was:\n\t\t${template}`,
    `\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n\n`,
  ].join('\n')
