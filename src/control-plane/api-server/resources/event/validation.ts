/** Models legacyValidateEvent of pkg/apis/core/validation/events.go. */
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Event } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'

/** Where events about objects of the cluster live; those with an event time are of the newer kind. */
const homes = ({ eventTime }: Event): readonly string[] => (eventTime ? ['default', 'kube-system'] : ['', 'default'])

export function validateEvent(event: Event): FieldError[] {
  const namespace = event.metadata.namespace ?? ''
  const about = event.involvedObject?.namespace ?? ''
  const agrees = about === '' ? homes(event).includes(namespace) : about === namespace
  return [
    ...(agrees ? [] : [invalidValue('involvedObject.namespace', about, 'does not match event.namespace')]),
    ...(event.eventTime ? validateSeriesEvent(event) : []),
  ]
}

/** Events of the newer kind, recognized by their time, must say more. */
function validateSeriesEvent(event: Event): FieldError[] {
  const component = event.reportingComponent ?? ''
  const errors = component === '' ? [required('reportingController')] : qualifiedName('reportingController', component)
  for (const [field, limit] of [
    ['reportingInstance', 128],
    ['action', 128],
    ['reason', 128],
    ['message', 1024],
  ] as const) {
    const text = event[field] ?? ''
    if (text === '' && field !== 'message') errors.push(required(field))
    else if (text.length > limit) errors.push(invalidValue(field, '', `can have at most ${limit} characters`))
  }
  return errors
}
