/** PersistentVolumeClaims. Models ValidatePersistentVolumeClaim of pkg/apis/core/validation. */
import { validateLabelSelector } from '../../../../api/labels.ts'
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue, required } from '../../../../api/status.ts'
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedObjectReference } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, oneOfIfSet, unchanged } from '../checks.ts'
import { valueDiff } from '../pod/spec-diff.ts'
import { canonical, compare } from '../quantities.ts'
import { validateAccessModes, volumeModes } from './access-modes.ts'

/** Also of the template of an ephemeral volume and of a stateful set's. `at`: path of the spec. */
export function validateClaim(spec: PersistentVolumeClaimSpec, at: string): FieldError[] {
  const { accessModes = [], selector, storageClassName, volumeMode, volumeAttributesClassName } = spec
  return [
    ...(accessModes.length === 0 ? [required(`${at}.accessModes`, 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(selector, `${at}.selector`),
    ...validateAccessModes(`${at}.accessModes`, accessModes),
    ...validateSize(spec.resources?.requests?.storage, `${at}.resources[storage]`),
    ...(storageClassName ? dnsSubdomain(`${at}.storageClassName`, storageClassName) : []),
    ...oneOfIfSet(`${at}.volumeMode`, volumeMode, volumeModes),
    ...(spec.dataSource ? validateSource(spec.dataSource, `${at}.dataSource`) : []),
    ...(spec.dataSourceRef ? validateSource(spec.dataSourceRef, `${at}.dataSourceRef`) : []),
    ...validateSources(spec, at),
    ...(volumeAttributesClassName ? dnsSubdomain(`${at}.volumeAttributesClassName`, volumeAttributesClassName) : []),
  ]
}

function validateSize(size: string | undefined, at: string): FieldError[] {
  if (size === undefined) return [required(at)]
  return compare(size, '0') <= 0 ? [invalidValue(at, canonical(size), 'must be greater than zero')] : []
}

function validateSource({ name, kind, apiGroup = '', namespace }: TypedObjectReference, at: string): FieldError[] {
  return [
    ...(name ? [] : [required(`${at}.name`)]),
    ...(kind ? [] : [required(`${at}.kind`)]),
    ...(apiGroup === '' && kind !== 'PersistentVolumeClaim'
      ? [invalidValue(at, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...(apiGroup === '' ? [] : dnsSubdomain(`${at}.apiGroup`, apiGroup)),
    ...(namespace ? dnsLabel(`${at}.namespace`, namespace) : []),
  ]
}

function validateSources({ dataSource, dataSourceRef }: PersistentVolumeClaimSpec, at: string): FieldError[] {
  if (!dataSource || !dataSourceRef) return []
  if (dataSourceRef.namespace) return [invalidValue(at, `${at}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified')]
  const { namespace: _, ...source } = dataSourceRef
  return deepEqual(dataSource, source) ? [] : [invalidValue(at, `${at}.dataSource`, 'must match dataSourceRef')]
}

export function validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const [spec, before] = [claim.spec ?? {}, old.spec ?? {}]
  const errors: FieldError[] = []
  const [compared, fixed] = changeable(claim, old)
  if (!deepEqual(compared, fixed))
    errors.push(
      forbiddenField(
        'spec',
        `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${valueDiff(fixed, compared, 'PersistentVolumeClaimSpec')}`,
      ),
    )
  const size = spec.resources?.requests?.storage ?? '0'
  if (compare(size, before.resources?.requests?.storage ?? '0') < 0 && compare(size, old.status?.capacity?.storage ?? '0') <= 0)
    errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'))
  errors.push(...unchanged('volumeMode', spec.volumeMode, before.volumeMode))
  const attributesClass = 'spec.volumeAttributesClassName'
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    errors.push(forbiddenField(attributesClass, 'update from non-nil value to nil is forbidden'))
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === '')
    errors.push(forbiddenField(attributesClass, 'update from non-nil value to an empty string is forbidden'))
  return errors
}

/** Both specs without what may change: the volume once, the class if there was none, the size of a bound claim. */
function changeable(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): [PersistentVolumeClaimSpec, PersistentVolumeClaimSpec] {
  const spec = { ...claim.spec }
  const before = { ...old.spec }
  if (!before.volumeName) before.volumeName = spec.volumeName
  if (before.storageClassName === undefined && spec.storageClassName !== undefined) spec.storageClassName = undefined
  if (claim.status?.phase === 'Bound' && spec.resources?.requests && before.resources?.requests?.storage !== undefined)
    spec.resources = { ...spec.resources, requests: { ...spec.resources.requests, storage: before.resources.requests.storage } }
  spec.volumeAttributesClassName = before.volumeAttributesClassName
  return [spec, before]
}
