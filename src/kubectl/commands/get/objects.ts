/** `get -o yaml` and its like: the objects themselves, one as itself, several as a List. */
import type { AnyObject } from '../../../api/object.ts'
import { type PrinterOptions, printerFor } from '../../output/printer-for.ts'
import { sortObjects } from '../../output/sort.ts'
import { isList } from '../../resources/info.ts'
import { findResources } from '../../resources/resources.ts'
import { printOptions } from '../../shared-flags.ts'
import { exceptNotFound } from './errors.ts'
import { type Get, queryOf } from './request.ts'

export async function printObjects(invocation: Get): Promise<void> {
  const { flags, io } = invocation
  const resources = await findResources(invocation, { ...(await queryOf(invocation)), continueOnError: true, flatten: true })
  const { infos, error: found } = await resources.collect()
  const error = flags['ignore-not-found'] ? exceptNotFound(found) : found
  if (error !== undefined && resources.single) throw error
  if (infos.length > 0 || !flags['ignore-not-found']) {
    const printer = await printerFor(flags.output, printerOptions(invocation))
    const objects = infos.map((info) => info.object as AnyObject)
    const object = resources.single && objects.length === 1 && !isList(objects[0]) ? (objects[0] as AnyObject) : listOf(objects, flags['sort-by'])
    io.stdout(printer.print(object) + printer.flush())
  }
  if (error !== undefined) throw error
}

export const printerOptions = ({ flags, io }: Get): PrinterOptions => ({
  ...printOptions(flags),
  files: io.files,
  noHeaders: flags['no-headers'],
  table: { now: io.now() },
})

const listOf = (objects: readonly AnyObject[], sortBy: string): AnyObject =>
  ({ apiVersion: 'v1', items: sortBy === '' ? objects : sortObjects(objects, sortBy), kind: 'List', metadata: { resourceVersion: '' } }) as unknown as AnyObject
