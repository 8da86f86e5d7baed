/** Events as events.k8s.io/v1 names their fields, and the stricter rules of that API. Models pkg/apis/events/v1/conversion.go and ValidateEventCreate of pkg/apis/core/validation/events.go. */
import { newEvents } from '../../../../api/kinds.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Event, EventsV1Event } from '../../../../api/types.ts'
import { defineVersion } from '../../version.ts'
import { unchanged } from '../checks.ts'
import { event } from '../event.ts'

/** Ours and the stored one's, where the names differ. */
const renamed = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const

/** Go leaves these out when they are empty. */
const optional = new Set(['action', 'reason', 'type', 'note', 'reportingController', 'reportingInstance', 'deprecatedCount'])

export const newEvent = defineVersion<EventsV1Event, Event>(event, {
  of: newEvents,
  type: 'EventsV1Event',
  toStored(object) {
    const { ...stored } = object as unknown as Record<string, unknown>
    for (const [own, theirs] of renamed) {
      if (stored[own] !== undefined) stored[theirs] = stored[own]
      delete stored[own]
    }
    return { ...stored, involvedObject: stored.involvedObject ?? {}, apiVersion: 'v1' } as unknown as Event
  },
  fromStored(stored) {
    const { ...object } = stored as unknown as Record<string, unknown>
    for (const [own, theirs] of renamed) {
      if (object[theirs] !== undefined) object[own] = object[theirs]
      delete object[theirs]
    }
    for (const field of optional) if (!object[field]) delete object[field]
    return { ...object, apiVersion: 'events.k8s.io/v1' } as unknown as EventsV1Event
  },
  rules: {
    validateCreate: (event) => [...validateSeries(event), ...validateNew(event)],
    validateUpdate: (event, old) => [
      ...(JSON.stringify(event.series) === JSON.stringify(old.series) ? [] : validateSeries(event)),
      ...fixed.flatMap((field) => unchanged(field === 'reportingComponent' ? 'reportingController' : field, event[field], old[field])),
    ],
    selectableFields: Object.fromEntries(
      Object.entries(event.selectableFields ?? {})
        .filter(([field]) => field !== 'source')
        .map(([field, read]) => [field.replace(/^involvedObject/, 'regarding').replace('reportingComponent', 'reportingController'), read]),
    ),
  },
})

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return []
  return [
    ...((series.count ?? 0) < 2 ? [invalidValue('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ]
}

function validateNew(event: Event): FieldError[] {
  const errors: FieldError[] = event.eventTime ? [] : [required('eventTime')]
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.push(invalidValue('type', '', `has invalid value: ${event.type ?? ''}`))
  for (const field of ['firstTimestamp', 'lastTimestamp', 'count'] as const) if (event[field]) errors.push(invalidValue(field, '', 'needs to be unset'))
  if (event.source?.component || event.source?.host) errors.push(invalidValue('source', '', 'needs to be unset'))
  return errors
}

const fixed = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'reason',
  'type',
  'eventTime',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const
