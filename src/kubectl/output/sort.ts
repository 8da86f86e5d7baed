/** `--sort-by`: by the first value that a JSONPath finds in each object. Models kubectl pkg/cmd/get/sorter.go. */

import { JsonPath, JsonPathError, relaxedPath } from '../../api/jsonpath/jsonpath.ts'
import { Quantity, quantityProblem } from '../../api/quantity.ts'
import { CommandError } from '../errors.ts'
import { byBytes, goKind, goTypeName } from './go-value.ts'
import type { Table } from './table.ts'

/** Throws CommandError. Rows need their objects (`includeObject=Object`) for fields outside of metadata. */
export function sortTable(table: Table, field: string): Table {
  if (table.rows.length <= 1) return table
  return { ...table, rows: sortBy(table.rows, relaxedOrAsIs(field), (row) => row.object, 'sorting error: ') }
}

/** Throws CommandError. */
export const sortObjects = <T extends object>(objects: readonly T[], field: string): readonly T[] =>
  objects.length === 0
    ? objects
    : sortBy(
        objects,
        orFail('', () => relaxedPath(field)),
        (object) => object,
        '',
      )

function relaxedOrAsIs(field: string): string {
  try {
    return relaxedPath(field)
  } catch {
    return field
  }
}

function orFail<T>(prefix: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(`${prefix}${error.message}`)
    throw error
  }
}

function sortBy<T>(items: readonly T[], field: string, objectOf: (item: T) => unknown, prefix: string): T[] {
  const path = orFail(prefix, () => JsonPath.parse(field))
  const keyed = items.map((item) => ({ item, found: orFail('', () => path.find(objectOf(item)))[0] ?? [] }))
  if (keyed.every(({ found }) => found.length === 0))
    throw new CommandError(`couldn't find any field with path ${JSON.stringify(field)} in the list of objects`)
  return keyed.sort((a, b) => order(a.found, b.found, field)).map(({ item }) => item)
}

/** Objects without the field come first. */
function order(a: readonly unknown[], b: readonly unknown[], field: string): number {
  if (a.length === 0 || b.length === 0) return (a.length === 0 ? 0 : 1) - (b.length === 0 ? 0 : 1)
  return isLess(a[0], b[0], field) ? -1 : isLess(b[0], a[0], field) ? 1 : 0
}

function isLess(a: unknown, b: unknown, field: string): boolean {
  const kind = goKind(a)
  if (kind === 'nil') return goKind(b) !== 'nil'
  if (goKind(b) === 'nil') return false
  const unsortable = (why: string): CommandError => new CommandError(`Field ${field} in [][][]reflect.Value is an unsortable type: interface, err: ${why}`)
  if (kind === 'bool' || kind === 'map' || kind === 'slice') throw unsortable(`unsortable type: ${goTypeName(a)}`)
  if (goKind(b) !== kind) throw unsortable('unsortable interface: interface')
  return kind === 'string' ? textLess(a as string, b as string) : (a as number) < (b as number)
}

function textLess(a: string, b: string): boolean {
  if (quantityProblem(a) !== undefined || quantityProblem(b) !== undefined) return byBytes(a, b) < 0
  return Quantity.parse(a).compare(Quantity.parse(b)) < 0
}
