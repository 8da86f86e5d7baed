/** Server-printed columns of custom resources. Models apiextensions-apiserver pkg/registry/customresource/tableconvertor. */
import { JsonPath, JsonPathError, valueText } from '../../../api/jsonpath/jsonpath.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { CustomResourceColumnDefinition } from '../../../api/types.ts'
import type { CellContext, Column } from '../resource.ts'
import { since } from '../resources/age.ts'

type Cell = string | number | boolean | null

const age: CustomResourceColumnDefinition = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

/** Those that the definition names after the Name, or the age. A path that is none ends the list, as in the real server. */
export function customColumns(columns: readonly CustomResourceColumnDefinition[] = []): Column<AnyObject>[] {
  const made: Column<AnyObject>[] = []
  for (const column of columns.length > 0 ? columns : [age]) {
    const path = parse(column.jsonPath)
    if (!path) break
    made.push(customColumn(column, path))
  }
  return made
}

/** Undefined for a path that is none. */
export function parse(jsonPath: string): JsonPath | undefined {
  try {
    return JsonPath.parse(`{${jsonPath}}`)
  } catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
}

function customColumn({ name, type, format, priority, description, jsonPath }: CustomResourceColumnDefinition, path: JsonPath): Column<AnyObject> {
  return {
    name,
    type: type as NonNullable<Column<AnyObject>['type']>,
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    ...(format ? { format } : {}),
    ...(priority ? { priority } : {}),
    cell: (object, context) => cellOf(type, valueAt(object, path), context),
  }
}

function valueAt(object: AnyObject, path: JsonPath): unknown {
  try {
    return path.first(object)
  } catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
}

/** Null for what is not there, or not of the column's type. */
function cellOf(type: string, value: unknown, context: CellContext): Cell {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'string':
      return valueText(value)
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? dateCell(value, context) : null
    default:
      return null
  }
}

function dateCell(text: string, context: CellContext): Cell {
  if (text === '' || text === 'null') return since(undefined, context)
  return Number.isNaN(Date.parse(text)) || !/^\d{4}-\d{2}-\d{2}T/.test(text) ? '<invalid>' : since(text, context)
}
