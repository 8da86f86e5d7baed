/** PersistentVolumes. Models ValidatePersistentVolume of pkg/apis/core/validation. */
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '../../../../api/types.ts'
import { dnsSubdomain, oneOfIfSet, unchanged } from '../checks.ts'
import { valueDiff } from '../pod/spec-diff.ts'
import { validateNodeSelector } from '../pod/validation-affinity.ts'
import { canonical, compare } from '../quantities.ts'
import { validateAccessModes, volumeModes } from './access-modes.ts'
import { sourceOf, validateSources } from './sources.ts'

const reclaimPolicies = ['Delete', 'Recycle', 'Retain']

export function validateVolume(spec: PersistentVolumeSpec, at: string): FieldError[] {
  const { accessModes = [], persistentVolumeReclaimPolicy: policy, storageClassName, volumeMode, hostPath } = spec
  return [
    ...(accessModes.length === 0 ? [required(`${at}.accessModes`)] : []),
    ...validateAccessModes(`${at}.accessModes`, accessModes),
    ...validateCapacity(spec.capacity ?? {}, `${at}.capacity`),
    ...(policy && !reclaimPolicies.includes(policy) ? [notSupported(`${at}.persistentVolumeReclaimPolicy`, policy, reclaimPolicies)] : []),
    ...validateAffinity(spec, `${at}.nodeAffinity`),
    ...validateSources(spec, at),
    ...(hostPath && /^\/+(\.\/?)*$/.test(hostPath.path) && policy === 'Recycle'
      ? [forbiddenField(`${at}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...(storageClassName ? dnsSubdomain(`${at}.storageClassName`, storageClassName) : []),
    ...oneOfIfSet(`${at}.volumeMode`, volumeMode, volumeModes),
    ...validateAttributesClass(spec, at),
  ]
}

function validateCapacity(capacity: Readonly<Record<string, string>>, at: string): FieldError[] {
  const names = Object.keys(capacity).sort()
  return [
    ...(names.length === 0 ? [required(at)] : []),
    ...(names.length !== 1 || names[0] !== 'storage' ? [notSupported(at, names.length === 0 ? null : capacity, ['storage'])] : []),
    ...names.flatMap((name) => {
      const amount = capacity[name] as string
      return [
        ...(compare(amount, '0') < 0 ? [invalidValue(`${at}[${name}]`, canonical(amount), 'must be a valid resource quantity')] : []),
        ...(compare(amount, '0') <= 0 ? [invalidValue(`${at}[${name}]`, canonical(amount), 'must be greater than zero')] : []),
      ]
    }),
  ]
}

function validateAffinity({ nodeAffinity }: PersistentVolumeSpec, at: string): FieldError[] {
  if (!nodeAffinity) return []
  return nodeAffinity.required
    ? validateNodeSelector(nodeAffinity.required, false, `${at}.required`)
    : [required(`${at}.required`, 'must specify required node constraints')]
}

function validateAttributesClass({ volumeAttributesClassName: name, csi }: PersistentVolumeSpec, at: string): FieldError[] {
  if (name === undefined) return []
  return [
    ...(name === '' ? [required(`${at}.volumeAttributesClassName`, 'an empty string is disallowed')] : dnsSubdomain(`${at}.volumeAttributesClassName`, name)),
    ...(csi ? [] : [required(`${at}.csi`, 'has to be specified when using volumeAttributesClassName')]),
  ]
}

export function validateVolumeUpdate({ spec = {} }: PersistentVolume, { spec: old = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = []
  const [source, before] = [sourceOf(spec), sourceOf(old)]
  // A secret for growing the volume may be named later.
  const compared = source.csi && before.csi && !before.csi.controllerExpandSecretRef ? { csi: { ...source.csi, controllerExpandSecretRef: undefined } } : source
  if (!deepEqual(compared, before))
    errors.push(
      forbiddenField(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${valueDiff(before, compared, 'PersistentVolumeSource')}`,
      ),
    )
  errors.push(...unchanged('volumeMode', spec.volumeMode, old.volumeMode))
  if (old.nodeAffinity) errors.push(...unchanged('nodeAffinity', spec.nodeAffinity, old.nodeAffinity))
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'))
  return errors
}
