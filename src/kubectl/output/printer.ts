/**
 * `-o`: how objects become text. Models cli-runtime pkg/printers and genericclioptions. Tables are table.ts's business.
 */
import type { AnyObject } from '../../api/object.ts'
import { toYaml } from '../../api/yaml.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import type { Files } from '../files.ts'
import { indentedJson } from './json-text.ts'

export interface Printer {
  /** Writes one object, or one list. Objects may be printed one after the other (`---` between YAML documents). */
  print(object: AnyObject, write: (text: string) => void): void
}

/** The flags that say how to print; a command passes its own flags as they are. */
export interface PrinterOptions {
  readonly template?: string
  readonly 'allow-missing-template-keys'?: boolean
  readonly 'show-managed-fields'?: boolean
  readonly 'no-headers'?: boolean
  /** For templates in files. */
  readonly io?: { readonly files: Files }
  /** The formats that the command offers, for the complaint about any other. */
  readonly formats?: readonly string[]
  /** What has been done (`created`): then -o name and no format say `pod/x created`. */
  readonly operation?: string
}

/** The printer for the value of `-o`. Throws CommandError for formats that the command does not offer, and for templates that cannot be read. */
export async function printerFor(format: string, options: PrinterOptions): Promise<Printer> {
  const managed = (object: AnyObject) => (options['show-managed-fields'] ? object : withoutManagedFields(object))
  if (format === 'json') return { print: (object, write) => write(`${indentedJson(managed(object))}\n`) }
  if (format === 'yaml') {
    let printed = false
    return {
      print(object, write) {
        write(`${printed ? '---\n' : ''}${toYaml(managed(object))}`)
        printed = true
      },
    }
  }
  if (/^(kyaml|name|go-template|template|jsonpath|custom-columns)/.test(format)) throw new NotSimulated(`-o ${format}`, 'print the object in that form')
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...(options.formats ?? [])].sort().join(',')}`,
  )
}

function withoutManagedFields(object: AnyObject): AnyObject {
  if (Array.isArray(object.items)) return { ...object, items: object.items.map(withoutManagedFields) }
  if (object.metadata?.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
