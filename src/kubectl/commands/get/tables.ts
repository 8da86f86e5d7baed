/** `get` for people: a table per type, made by the server, with an empty line between two tables. */
import type { AnyObject } from '../../../api/object.ts'
import type { ApiResource } from '../../discovery.ts'
import { CommandError } from '../../errors.ts'
import { sortObjects, sortTable } from '../../output/sort.ts'
import { isTable, TablePrinter } from '../../output/table.ts'
import { findResources, type Info } from '../../resources/resources.ts'
import { exceptNotFound } from './errors.ts'
import { type Get, queryOf } from './request.ts'

export async function printTables(invocation: Get): Promise<void> {
  const { flags, io } = invocation
  const query = await queryOf(invocation)
  const resources = await findResources(invocation, { ...query, continueOnError: true, flatten: true })
  const { infos, error: found } = await resources.collect()
  const error = flags['ignore-not-found'] ? exceptNotFound(found) : found
  const text = tables(sorted(infos, flags['sort-by']), invocation)
  io.stdout(text)
  if (text === '' && error === undefined && !flags['ignore-not-found']) {
    const namespaced = !flags['all-namespaces'] && infos.every((info) => info.resource?.namespaced)
    io.stderr(namespaced ? `No resources found in ${query.namespace} namespace.\n` : 'No resources found\n')
  }
  if (error !== undefined) throw new AggregateError([error])
}

function tables(infos: readonly Info[], invocation: Get): string {
  const { flags } = invocation
  const withKind = new Set(infos.map((info) => info.resource)).size > 1
  let text = ''
  let last: ApiResource | undefined
  let printer: TablePrinter | undefined
  const finish = () => {
    const table = printer?.flush() ?? ''
    if (table !== '') text += `${text !== '' && !flags['no-headers'] ? '\n' : ''}${table}`
  }
  for (const { resource, object } of infos) {
    if (printer === undefined || resource !== last) {
      finish()
      printer = tablePrinter(invocation, resource, withKind)
      last = resource
    }
    printRows(printer, object, flags['sort-by'])
  }
  finish()
  return text
}

export const tablePrinter = ({ flags, io }: Get, resource: ApiResource | undefined, withKind: boolean): TablePrinter =>
  new TablePrinter({
    now: io.now(),
    noHeaders: flags['no-headers'],
    wide: flags.output === 'wide',
    showLabels: flags['show-labels'],
    columnLabels: flags['label-columns'],
    withNamespace: flags['all-namespaces'] && resource?.namespaced === true,
    ...((withKind || flags['show-kind']) && resource !== undefined
      ? { withKind: resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}` }
      : {}),
  })

/** kubectl throws away what goes wrong here: a table that cannot be sorted is not shown, and nothing is said. */
function printRows(printer: TablePrinter, object: AnyObject | undefined, sortBy: string): void {
  if (object === undefined) return
  try {
    printer.print(sortBy !== '' && isTable(object) ? sortTable(object, sortBy) : object)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
  }
}

/** Several answers are sorted as wholes, which finds no field in tables: kubectl refuses to sort them too. */
function sorted(infos: readonly Info[], sortBy: string): readonly Info[] {
  if (sortBy === '' || infos.length <= 1) return infos
  const objects = infos.map((info) => info.object as AnyObject)
  return sortObjects(objects, sortBy).map((object) => infos[objects.indexOf(object)] as Info)
}
