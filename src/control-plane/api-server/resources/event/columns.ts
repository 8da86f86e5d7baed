/** What `kubectl get events` shows. Models printEvent of pkg/printers/internalversion. The only kind whose Name is not the first column. */
import type { Event } from '../../../../api/types.ts'
import type { CellContext, Column } from '../../resource.ts'
import { since } from '../age.ts'

const firstSeen = (event: Event, context: CellContext): string => since(event.firstTimestamp || event.eventTime, context)

export const eventColumns: readonly Column<Event>[] = [
  { name: 'Last Seen', cell: lastSeen },
  { name: 'Type', cell: (event) => event.type ?? '' },
  { name: 'Reason', cell: (event) => event.reason ?? '' },
  { name: 'Object', cell: objectOf },
  { name: 'Subobject', priority: 1, cell: (event) => event.involvedObject?.fieldPath ?? '' },
  { name: 'Source', priority: 1, cell: sourceOf },
  { name: 'Message', cell: (event) => (event.message ?? '').trim() },
  { name: 'First Seen', priority: 1, cell: firstSeen },
  { name: 'Count', priority: 1, cell: (event) => event.series?.count ?? (event.count || 1) },
  { name: 'Name', format: 'name', priority: 1, cell: (event) => event.metadata.name },
]

function lastSeen(event: Event, context: CellContext): string {
  if (event.series) return since(event.series.lastObservedTime, context)
  return event.lastTimestamp ? since(event.lastTimestamp, context) : firstSeen(event, context)
}

function objectOf({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase()
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind
}

function sourceOf(event: Event): string {
  const component = event.source?.component || (event.reportingComponent ?? '')
  const instance = event.source?.host || (event.reportingInstance ?? '')
  return instance === '' ? component : `${component}, ${instance}`
}
