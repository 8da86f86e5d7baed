/** What a claim is charged for: itself and its storage, also per storage class. Models pkg/quota/v1/evaluator/core/persistent_volume_claims.go. */
import type { ResourceList } from '../resource-list.ts'
import type { PersistentVolumeClaim } from '../types.ts'
import { countName, type QuotaEvaluator } from './evaluator.ts'

const kind = { group: '', plural: 'persistentvolumeclaims' }
const resources = new Set([countName(kind), 'persistentvolumeclaims', 'requests.storage'])
const ofClass = '.storageclass.storage.k8s.io/'

export const persistentVolumeClaimEvaluator: QuotaEvaluator = {
  kind,
  onUpdate: true,
  matching: (names) =>
    names.filter((name) => resources.has(name) || name.endsWith(`${ofClass}requests.storage`) || name.endsWith(`${ofClass}persistentvolumeclaims`)),
  usage: (object) => claimUsage(object as unknown as PersistentVolumeClaim),
}

function claimUsage({ metadata, spec }: PersistentVolumeClaim): ResourceList {
  const className = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? ''
  const storage = spec?.resources?.requests?.storage
  return {
    [countName(kind)]: '1',
    persistentvolumeclaims: '1',
    ...(className === '' ? {} : { [`${className}${ofClass}persistentvolumeclaims`]: '1' }),
    ...(storage === undefined ? {} : { 'requests.storage': storage }),
    ...(storage === undefined || className === '' ? {} : { [`${className}${ofClass}requests.storage`]: storage }),
  }
}
