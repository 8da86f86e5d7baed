/**
 * `-o go-template=…`: Go's text/template over an object's fields, with kubectl's two functions more. Modelled: pipelines,
 * variables, if/else/with/range/break/continue, define/block/template, comparison and printing functions, and Go's errors.
 * Left out: methods (JSON values have none), complex numbers, the `%p` verb.
 */

import { compactJson } from '../../../api/json-text.ts'
import { CommandError } from '../../errors.ts'
import { goPrint, goQuote } from '../go-value.ts'
import { immediate, PrintError, type Printer } from '../printer.ts'
import { ExecError, execute } from './exec.ts'
import { functions } from './functions.ts'
import { type Template, TemplateError } from './nodes.ts'
import { parseTemplate } from './parse.ts'

const name = 'output'

/** Throws CommandError for a template that is none. */
export function goTemplatePrinter(text: string, allowMissingKeys: boolean): Printer {
  const template = parse(text)
  return immediate((object, event) => {
    const data = event === undefined ? object : { type: event, object }
    try {
      return execute(template, name, data, { allowMissingKeys })
    } catch (error) {
      if (!(error instanceof ExecError)) throw error
      throw new PrintError(`error executing template ${goQuote(text)}: ${error.message}`, error.output + explanation(text, error.message, data))
    }
  })
}

function parse(text: string): Template {
  try {
    return parseTemplate(name, text, new Set(Object.keys(functions)))
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(`error parsing template ${text}, ${error.message}`)
    throw error
  }
}

/** What kubectl prints in the middle of the output when a template fails. */
const explanation = (text: string, why: string, data: unknown): string =>
  [
    `Error executing template: ${why}. Printing more information for debugging the template:`,
    `\ttemplate was:\n\t\t${text}`,
    `\traw data was:\n\t\t${compactJson(data)}\n`,
    `\tobject given to template engine was:\n\t\t${goPrint(data)}\n\n`,
  ]
    .join('\n')
    .replace('}\n\n\tobject', '}\n\tobject')
