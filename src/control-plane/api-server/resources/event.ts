/** Events: what happened to objects, kept for an hour. Models pkg/registry/core/event and pkg/apis/core/validation/events.go. */
import { events } from '../../../api/kinds.ts'
import type { Event } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { eventColumns } from './event/columns.ts'
import { validateEvent } from './event/validation.ts'

const involved =
  (field: 'kind' | 'namespace' | 'name' | 'uid' | 'apiVersion' | 'resourceVersion' | 'fieldPath') =>
  (event: Event): string =>
    event.involvedObject?.[field] ?? ''

export const event = defineResource<Event>({
  of: events,
  type: 'CoreV1Event',
  short: ['ev'],
  /** Go writes these even when they are empty. */
  defaults(event) {
    const written: Record<string, unknown> = {
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      source: {},
      reportingComponent: '',
      reportingInstance: '',
    }
    for (const [field, empty] of Object.entries(written)) (event as unknown as Record<string, unknown>)[field] ??= empty
  },
  validate: validateEvent,
  selectableFields: {
    'involvedObject.kind': involved('kind'),
    'involvedObject.namespace': involved('namespace'),
    'involvedObject.name': involved('name'),
    'involvedObject.uid': involved('uid'),
    'involvedObject.apiVersion': involved('apiVersion'),
    'involvedObject.resourceVersion': involved('resourceVersion'),
    'involvedObject.fieldPath': involved('fieldPath'),
    reason: (object) => object.reason ?? '',
    reportingComponent: (object) => object.reportingComponent ?? '',
    source: (object) => object.source?.component || (object.reportingComponent ?? ''),
    type: (object) => object.type ?? '',
  },
  columns: eventColumns,
})
