/** How server-printed tables show times: as the time that has passed. */
import { humanDuration } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { CellContext, Column } from '../resource.ts'

/** `5m30s`, or `<unknown>` for a time that is not set. `timestamp` is RFC 3339. */
export function since(timestamp: string | null | undefined, { now }: CellContext): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>'
}

/** The Age column that most kinds have. */
export const age: Column<KubeObject> = {
  name: 'Age',
  cell: (object, context) => since(object.metadata.creationTimestamp, context),
}

/** The one column of kinds without a table of their own (roles, reviews). */
export const createdAt: Column<KubeObject> = {
  name: 'Created At',
  type: 'date',
  cell: (object) => object.metadata.creationTimestamp ?? null,
}
