/** Metrics as a table, for `kubectl get nodes.metrics.k8s.io`. Models metrics-server pkg/api/table.go. */
import { Quantity } from '../../api/quantity.ts'
import type { Metrics } from './metrics-api.ts'

const resources = ['cpu', 'memory'] as const

/** @param include what stands behind each row: `None`, `Metadata` or `Object`. */
export const tableOf = (items: readonly Metrics[], include: string): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {},
  columnDefinitions: items.length === 0 ? [] : columns,
  rows: items.map((item) => ({ cells: cellsOf(item), object: objectOf(item, include) })),
})

const columns = [
  { name: 'Name', type: 'string', format: 'name', description: 'Name of the resource', priority: 0 },
  ...resources.map((name) => ({ name, type: 'string', format: 'quantity', description: '', priority: 0 })),
  { name: 'Window', type: 'string', format: 'duration', description: '', priority: 0 },
]

function cellsOf({ metadata, usage, containers = [], window }: Metrics): string[] {
  const all = usage ? [usage] : containers.map((each) => each.usage)
  const sums = resources.map((name) => all.reduce((sum, each) => sum.add(Quantity.parse(each[name])), Quantity.zero).toString())
  return [metadata.name, ...sums, window]
}

function objectOf(item: Metrics, include: string): object | null {
  if (include === 'Object') return item
  return include === 'None' ? null : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: item.metadata }
}
