/** Server-side printing: the Table that `kubectl get` asks for. The columns of a kind stand in its resource file. */
import type { AnyObject, KubeList } from '../../../api/object.ts'
import type { CellContext, Column, ResourceDefinition } from '../resource.ts'
import { fromStored } from '../version.ts'

export type IncludeObject = 'None' | 'Metadata' | 'Object'

interface TableRow {
  cells: (string | number | boolean | null)[]
  object?: object
}

export interface Table {
  kind: 'Table'
  apiVersion: 'meta.k8s.io/v1'
  metadata: object
  columnDefinitions?: object[]
  rows: TableRow[]
}

const nameColumn: Column<AnyObject> = { name: 'Name', format: 'name', cell: (object) => object.metadata.name }

const columnsOf = (definition: ResourceDefinition<any>): readonly Column<any>[] =>
  definition.columns.some((column) => column.name === 'Name') ? definition.columns : [nameColumn, ...definition.columns]

export function tableOfList(definition: ResourceDefinition<any>, list: KubeList, include: IncludeObject, context: CellContext): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: list.metadata,
    columnDefinitions: definitions(definition),
    rows: inOrder(definition, list.items).map((item) => row(definition, item, include, context)),
  }
}

const inOrder = (definition: ResourceDefinition<any>, items: readonly AnyObject[]): readonly AnyObject[] =>
  definition.tableOrder ? [...items].sort(definition.tableOrder) : items

/** `withColumns` is false for all but the first event of a watch. */
export function tableOfObject(definition: ResourceDefinition<any>, object: AnyObject, include: IncludeObject, context: CellContext, withColumns = true): Table {
  const { resourceVersion } = object.metadata
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    ...(withColumns ? { columnDefinitions: definitions(definition) } : {}),
    rows: [row(definition, object, include, context)],
  }
}

function row(definition: ResourceDefinition<any>, object: AnyObject, include: IncludeObject, context: CellContext): TableRow {
  const cells = columnsOf(definition).map((column) => column.cell(object, context))
  if (include === 'None') return { cells }
  return { cells, object: include === 'Object' ? fromStored(definition, object) : partialMetadata(object) }
}

const definitions = (definition: ResourceDefinition<any>): object[] =>
  columnsOf(definition).map(({ name, type = 'string', format = '', priority = 0, description = '' }) => ({ name, type, format, description, priority }))

export const partialMetadata = (object: AnyObject): object => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata })

export const partialMetadataList = (list: KubeList): object => ({
  kind: 'PartialObjectMetadataList',
  apiVersion: 'meta.k8s.io/v1',
  metadata: list.metadata,
  items: list.items.map((item) => ({ metadata: item.metadata })),
})
