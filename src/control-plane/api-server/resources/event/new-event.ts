/** Events as events.k8s.io/v1 names their fields, and the stricter rules of that API. Models pkg/apis/events/v1/conversion.go and ValidateEventCreate of pkg/apis/core/validation/events.go. */
import { newEvents } from '../../../../api/kinds.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Event, EventsV1Event } from '../../../../api/types.ts'
import { defineVersion } from '../../version.ts'
import { unchanged } from '../checks.ts'
import { event } from '../event.ts'

/** Fields that have the same name in both. */
const common = ['eventTime', 'series', 'action', 'reason', 'related', 'reportingInstance', 'type'] as const

/** Ours and the stored one's, where the names differ. */
const renamed = [
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const

/** Go leaves these out when they are empty. */
const optional = new Set<string>(['action', 'reason', 'type', 'note', 'reportingController', 'reportingInstance', 'deprecatedCount'])

export const newEvent = defineVersion<EventsV1Event, Event>(event, {
  of: newEvents,
  type: 'EventsV1Event',
  toStored(object) {
    const from = object as unknown as Readonly<Record<string, unknown>>
    const { kind, metadata, regarding = {} } = object
    const stored: Record<string, unknown> = { apiVersion: 'v1', kind, metadata, involvedObject: regarding }
    for (const field of common) if (from[field] !== undefined) stored[field] = from[field]
    for (const [own, theirs] of renamed) if (from[own] !== undefined) stored[theirs] = from[own]
    return stored as unknown as Event
  },
  fromStored(stored) {
    const from = stored as unknown as Readonly<Record<string, unknown>>
    const { kind, metadata, involvedObject } = stored
    const object: Record<string, unknown> = { apiVersion: 'events.k8s.io/v1', kind, metadata, regarding: involvedObject }
    const set = (field: string, value: unknown): void => {
      if (value !== undefined && (value || !optional.has(field))) object[field] = value
    }
    for (const field of common) set(field, from[field])
    for (const [own, theirs] of renamed) set(own, from[theirs])
    return object as unknown as EventsV1Event
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
