/**
 * The forms in which kubectl prints objects (`-o`): JSON, YAML, names, tables, and templates in three languages.
 * A printer is made once for a command and asked object by object. kyaml lives in kyaml.ts.
 */
import type { AnyObject, KubeList } from '../../api/object.ts'
import { CommandError } from '../errors.ts'
import type { Table } from './table.ts'

export type Printable = AnyObject | KubeList | Table

export interface Printer {
  /**
   * Takes an object, a list or a Table; with `event` as an event of a watch. What comes back may be printed at once; a
   * printer that lines up columns keeps its text until flush().
   */
  print(object: Printable, event?: string): string
  flush(): string
}

/** A printer that keeps nothing back. */
export const immediate = (print: (object: Printable, event?: string) => string): Printer => ({ print, flush: () => '' })

/** The items of a list, or the object itself. */
export const itemsOf = (object: Printable): AnyObject[] =>
  isList(object)
    ? object.items.map((item) => ('kind' in item ? item : ({ ...(item as object), apiVersion: object.apiVersion } as AnyObject)))
    : [object as AnyObject]

export const isList = (object: Printable): object is KubeList => 'items' in object && Array.isArray((object as KubeList).items)

/** An object could not be printed to its end: `output` is what came out until then, and belongs on standard output. */
export class PrintError extends CommandError {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message)
  }
}

/** Prints and writes, also what came out before an error. */
export function printTo(stdout: (text: string) => void, printer: Printer, object: Printable, event?: string): void {
  try {
    const text = printer.print(object, event)
    if (text !== '') stdout(text)
  } catch (error) {
    if (error instanceof PrintError) stdout(error.output)
    throw error
  }
}
