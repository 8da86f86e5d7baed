/** How a command reports the object it has changed: `deployment.apps/web created`, or as `-o` says. */
import type { AnyObject } from '../../api/object.ts'
import type { Invocation } from '../command.ts'
import { type DryRun, dryRunSuffix } from '../dry-run.ts'
import { objectName } from '../output/name.ts'
import { printerFor } from '../output/printer-for.ts'
import { yamlPrinter } from '../output/structured.ts'
import { asStruct } from '../struct.ts'

export interface ResultPrinter {
  /** `operation` is what was done: `created`; '' for nothing but the name. */
  print(object: AnyObject, operation: string): void
}

/**
 * Throws CommandError for an `-o` that does not exist. Call it before anything is sent. `typed`: the real command holds
 * the object as a Go struct, which shows in the fields that are always there and in the order of JSON. `separate`: it makes
 * a printer for each object, so that YAML documents follow each other without `---`.
 */
export async function resultPrinter(
  invocation: Invocation,
  dryRun: DryRun,
  { typed = false, separate = false }: { typed?: boolean; separate?: boolean } = {},
): Promise<ResultPrinter> {
  const { flags, io } = invocation
  const { output, template } = flags as unknown as { output: string; template: string }
  if (output === '' && template === '')
    return { print: (object, operation) => io.stdout(`${objectName(object)}${operation === '' ? '' : ` ${operation}`}${dryRunSuffix(dryRun)}\n`) }
  const showManagedFields = flags['show-managed-fields'] as boolean
  const printer = await printerFor(output, {
    files: io.files,
    template,
    allowMissingKeys: flags['allow-missing-template-keys'] as boolean,
    showManagedFields,
    typed,
  })
  if (separate && output.toLowerCase() === 'yaml') return { print: (object) => io.stdout(yamlPrinter({ showManagedFields }).print(object)) }
  return { print: (object) => io.stdout(printer.print(typed ? asStruct(object) : object)) }
}
