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
  shallow: true,
  /** Go writes these even when they are empty. */
  defaults(object) {
    const event = object as { -readonly [Field in keyof Event]: Event[Field] | null }
    event.firstTimestamp ??= null
    event.lastTimestamp ??= null
    event.eventTime ??= null
    event.source ??= {}
    event.reportingComponent ??= ''
    event.reportingInstance ??= ''
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
