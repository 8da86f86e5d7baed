/** `get --watch`: what is there, then each change as it comes. */
import type { AnyObject } from '../../../api/object.ts'
import { CommandError } from '../../errors.ts'
import type { Printable, Printer } from '../../output/printer.ts'
import { printerFor } from '../../output/printer-for.ts'
import { isTable, type Table } from '../../output/table.ts'
import { isList, resourcePath } from '../../resources/info.ts'
import { findResources, type Info, type Resources } from '../../resources/resources.ts'
import { watch } from '../../watch.ts'
import { exceptNotFound } from './errors.ts'
import { printerOptions } from './objects.ts'
import { type Get, isForPeople, queryOf, tableRequest } from './request.ts'
import { tablePrinter } from './tables.ts'

export async function watchAndPrint(invocation: Get): Promise<number> {
  const { flags, io } = invocation
  const resources = await findResources(invocation, { ...(await queryOf(invocation)), singleType: true, chunkSize: flags['chunk-size'] })
  const { infos, error: found } = await resources.collect()
  if (found !== undefined) {
    const error = flags['ignore-not-found'] ? exceptNotFound(found) : found
    if (error === undefined) return 0
    throw error
  }
  const info = infos[0] as Info
  const printer = isForPeople(flags) ? tablePrinter(invocation, info.resource, false) : await printerFor(flags.output, printerOptions(invocation))
  const show = shower(printer, flags['output-watch-events'], io.stdout)
  for (const object of infos.flatMap(partsOf)) show(object, 'ADDED', !flags['watch-only'])
  io.stdout(printer.flush())
  return follow(invocation, resources, infos, (object, event, output) => {
    show(object, event, output)
    io.stdout(printer.flush())
  })
}

type Show = (object: Printable, event: string, output: boolean) => void

/** Prints an object, or where `output` is false only notes the columns of its table. */
function shower(printer: Printer, withEvents: boolean, out: (text: string) => void): Show {
  return (object, event, output) => {
    if (output) out(withEvents ? printer.print(object, event) : printer.print(object))
    else if (isTable(object)) out(printer.print({ ...object, rows: [] } as Table))
  }
}

async function follow(invocation: Get, resources: Resources, infos: readonly Info[], show: Show): Promise<number> {
  const { io, transport } = invocation
  const { path, query, skipFirst } = target(invocation, resources, infos)
  const { headers } = tableRequest(invocation.flags)
  let skip = skipFirst
  const end = await watch(io, await transport(), path, { ...(headers ? { headers } : {}), query }, ({ type, object }) => {
    show(object, type, !skip)
    skip = false
  })
  return end === 'interrupted' ? 1 : 0
}

interface Target {
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** A watch of a single object begins with the object itself, which has been printed already. */
  readonly skipFirst: boolean
}

function target({ flags }: Get, resources: Resources, infos: readonly Info[]): Target {
  if (resources.sources.length !== 1) throw new CommandError('you may only watch a single resource or type of resource at a time')
  const [info] = infos as [Info]
  if (info.resource === undefined) throw new CommandError('watch is only supported on individual resources and resource collections')
  if (resources.lists.length > 0) {
    const query = { resourceVersion: info.resourceVersion, labelSelector: flags.selector.trim(), fieldSelector: flags['field-selector'].trim() }
    return { path: resourcePath(info.resource, info.namespace), query, skipFirst: false }
  }
  if (infos.length !== 1)
    throw new CommandError(`watch is only supported on individual resources and resource collections - ${infos.length} resources were found`)
  return { path: resourcePath(info.resource, info.namespace), query: { resourceVersion: '0', fieldSelector: `metadata.name=${info.name}` }, skipFirst: true }
}

const partsOf = ({ object }: Info): AnyObject[] =>
  object === undefined
    ? []
    : isList(object)
      ? (object.items as AnyObject[]).map((item) => ({
          ...item,
          apiVersion: item.apiVersion ?? object.apiVersion,
          kind: item.kind ?? object.kind.replace(/List$/, ''),
        }))
      : [object]
