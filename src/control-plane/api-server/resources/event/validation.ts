/** Models legacyValidateEvent of pkg/apis/core/validation/events.go. */
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Event } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'

const clusterScoped = new Set([
  'Node',
  'Namespace',
  'PersistentVolume',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'CertificateSigningRequest',
  'PriorityClass',
  'IngressClass',
])

export function validateEvent(event: Event): FieldError[] {
  const errors: FieldError[] = []
  const about = event.involvedObject ?? {}
  const namespace = event.metadata.namespace ?? ''
  // Objects of the cluster have their events in the default namespace.
  if ((about.namespace ?? '') === '') {
    if (!clusterScoped.has(about.kind ?? '') && about.kind && isCore(about.apiVersion))
      errors.push(required('involvedObject.namespace', `required for kind ${about.kind}`))
    else if (namespace !== 'default' && namespace !== 'kube-system')
      errors.push(invalidValue('involvedObject.namespace', about.namespace ?? '', 'does not match event.namespace'))
  } else if (about.namespace !== namespace) errors.push(invalidValue('involvedObject.namespace', about.namespace, 'does not match event.namespace'))
  if (event.eventTime) {
    if (!event.reportingComponent) errors.push(required('reportingController'))
    else errors.push(...qualifiedName('reportingController', event.reportingComponent))
    if (!event.reportingInstance) errors.push(required('reportingInstance'))
    if (!event.action) errors.push(required('action'))
    if (!event.reason) errors.push(required('reason'))
  }
  return errors
}

const isCore = (apiVersion: string | undefined): boolean => apiVersion === 'v1' || (apiVersion ?? '').startsWith('apps/')
