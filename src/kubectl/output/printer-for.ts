/** Chooses the printer for `-o`. Models cli-runtime genericclioptions and kubectl's get flags. */
import { CommandError } from '../errors.ts'
import { FileError, type Files } from '../files.ts'
import { CustomColumnsPrinter, columnsFromSpec, columnsFromTemplate } from './custom-columns.ts'
import { goTemplatePrinter } from './go-template/go-template.ts'
import { jsonPathPrinter } from './jsonpath.ts'
import { kyamlPrinter } from './kyaml.ts'
import { namePrinter } from './name.ts'
import type { Printer } from './printer.ts'
import { jsonPrinter, type StructuredOptions, yamlPrinter } from './structured.ts'
import { type TableOptions, TablePrinter } from './table.ts'

export interface PrinterOptions extends StructuredOptions {
  readonly files: Files
  /** `--template` */
  readonly template?: string
  /** `--allow-missing-template-keys`, true unless told. */
  readonly allowMissingKeys?: boolean
  readonly noHeaders?: boolean
  /** What was done, for the line that is printed without `-o`: `created`, `created (dry run)`. */
  readonly operation?: string
  /** Only for commands that print tables (get, events …): then no `-o` means a table, and `wide` and custom columns are formats. */
  readonly table?: TableOptions
}

const objectFormats = [
  'json',
  'yaml',
  'kyaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
]
const tableFormats = ['custom-columns', 'custom-columns-file', 'wide']
const goTemplates = ['template', 'go-template', 'go-template-file', 'templatefile']
const jsonPaths = ['jsonpath', 'jsonpath-file', 'jsonpath-as-json']
const customColumns = ['custom-columns', 'custom-columns-file']

/** The printer for the value of `-o`. Throws CommandError for a format that does not exist or a template that is none. */
export async function printerFor(output: string, options: PrinterOptions): Promise<Printer> {
  const argument = options.template ?? ''
  const format = output === '' && argument !== '' ? 'go-template' : output
  const [name, template] = argument !== '' ? [format, argument] : split(format)
  if (goTemplates.includes(name)) return goTemplatePrinter(await templateText(name, template, options.files), options.allowMissingKeys ?? true)
  if (jsonPaths.includes(name))
    return jsonPathPrinter(await templateText(name, template, options.files), {
      allowMissingKeys: options.allowMissingKeys ?? true,
      asJson: name === 'jsonpath-as-json',
    })
  const structured = { json: jsonPrinter, yaml: yamlPrinter, kyaml: kyamlPrinter }[format.toLowerCase()]
  if (structured) return structured(options)
  if (options.table && (format === '' || format === 'wide'))
    return new TablePrinter({ ...options.table, noHeaders: options.noHeaders, wide: format === 'wide' })
  if (options.table && customColumns.includes(name)) return columnsPrinter(name, template, options)
  if (format === 'name') return namePrinter()
  if (format === '') return namePrinter(options.operation)
  throw noSuchFormat(format, options.table ? [...objectFormats, ...tableFormats] : objectFormats)
}

/** What kubectl says of a format that it does not know. */
export const noSuchFormat = (format: string, allowed: readonly string[]): CommandError =>
  new CommandError(`unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...allowed].sort().join(',')}`)

/** `jsonpath={.x}` is a format and its template. */
function split(format: string): [string, string] {
  const equals = format.indexOf('=')
  const name = format.slice(0, equals)
  return equals !== -1 && [...goTemplates, ...jsonPaths, ...customColumns].includes(name) ? [name, format.slice(equals + 1)] : [format, '']
}

async function templateText(name: string, template: string, files: Files): Promise<string> {
  if (template === '') throw new CommandError('template format specified but no template given')
  if (!['go-template-file', 'templatefile', 'jsonpath-file'].includes(name)) return template
  return read(template, files, (why) => `error reading --template ${template}, ${why}`)
}

async function columnsPrinter(name: string, spec: string, options: PrinterOptions): Promise<Printer> {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given')
  if (name === 'custom-columns') return new CustomColumnsPrinter(columnsFromSpec(spec), { noHeaders: options.noHeaders })
  return new CustomColumnsPrinter(columnsFromTemplate(await read(spec, options.files, (why) => `error reading template ${spec}, ${why}`)))
}

async function read(path: string, files: Files, message: (why: string) => string): Promise<string> {
  try {
    return new TextDecoder().decode(await files.read(path))
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(message(error.message))
    throw error
  }
}
