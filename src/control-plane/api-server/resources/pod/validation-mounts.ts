/** Where volumes appear in a container. Models ValidateVolumeMounts and ValidateVolumeDevices of pkg/apis/core/validation. */
import { type FieldError, forbiddenField, invalidValue, notFoundField, notSupported, required } from '../../../../api/status.ts'
import type { Container, VolumeMount } from '../../../../api/types.ts'
import { descendingPath } from '../checks.ts'
import type { Volumes } from './validation-volumes.ts'

export function validateMounts(container: Container, volumes: Volumes, path: string): FieldError[] {
  const places = new Set<string>()
  const devices = container.volumeDevices ?? []
  return (container.volumeMounts ?? []).flatMap((mount, i) => {
    const at = `${path}[${i}]`
    const errors: FieldError[] = []
    if (!mount.name) errors.push(required(`${at}.name`))
    if (!volumes.has(mount.name)) errors.push(notFoundField(`${at}.name`, mount.name ?? ''))
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`))
    if (places.has(mount.mountPath)) errors.push(invalidValue(`${at}.mountPath`, mount.mountPath, 'must be unique'))
    places.add(mount.mountPath)
    if (devices.some((device) => device.name === mount.name)) errors.push(invalidValue(`${at}.name`, mount.name, 'must not already exist in volumeDevices'))
    if (devices.some((device) => device.devicePath === mount.mountPath))
      errors.push(invalidValue(`${at}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'))
    // The real findings on these name the list, not the entry.
    return [...errors, ...validateSubPaths(mount, at, path), ...validatePropagation(mount, container, path), ...validateReadOnly(mount, path)]
  })
}

function validateSubPaths({ subPath, subPathExpr }: VolumeMount, at: string, path: string): FieldError[] {
  return [
    ...(subPath ? descendingPath(`${path}.subPath`, subPath) : []),
    ...(subPathExpr && subPath ? [invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive')] : []),
    ...(subPathExpr ? descendingPath(`${path}.subPathExpr`, subPathExpr) : []),
  ]
}

function validatePropagation({ mountPropagation }: VolumeMount, container: Container, path: string): FieldError[] {
  const supported = ['Bidirectional', 'HostToContainer', 'None']
  if (mountPropagation === undefined) return []
  if (!supported.includes(mountPropagation)) return [notSupported(`${path}.mountPropagation`, mountPropagation, supported)]
  const bidirectional = mountPropagation === 'Bidirectional' && !container.securityContext?.privileged
  return bidirectional ? [forbiddenField(`${path}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers')] : []
}

function validateReadOnly({ recursiveReadOnly, readOnly, mountPropagation }: VolumeMount, path: string): FieldError[] {
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return []
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible')
    return [notSupported(`${path}.recursiveReadOnly`, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'])]
  return [
    ...(readOnly ? [] : [forbiddenField(`${path}.recursiveReadOnly`, 'may only be specified when readOnly is true')]),
    ...(mountPropagation === undefined || mountPropagation === 'None'
      ? []
      : [forbiddenField(`${path}.recursiveReadOnly`, 'may only be specified when mountPropagation is None or not specified')]),
  ]
}

export function validateDevices(container: Container, volumes: Volumes, path: string): FieldError[] {
  const names = new Set<string>()
  const places = new Set<string>()
  const mounts = container.volumeMounts ?? []
  return (container.volumeDevices ?? []).flatMap(({ name, devicePath }, i) => {
    const at = `${path}[${i}]`
    const errors: FieldError[] = []
    const volume = volumes.get(name)
    if (!name) errors.push(required(`${at}.name`))
    if (names.has(name)) errors.push(invalidValue(`${at}.name`, name, 'must be unique'))
    if (!volume) errors.push(notFoundField(`${at}.name`, name))
    else if (!volume.persistentVolumeClaim && !volume.ephemeral)
      errors.push(invalidValue(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'))
    if (!devicePath) errors.push(required(`${at}.devicePath`))
    if (places.has(devicePath)) errors.push(invalidValue(`${at}.devicePath`, devicePath, 'must be unique'))
    if (devicePath?.split('/').includes('..')) errors.push(invalidValue(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"))
    if (mounts.some((mount) => mount.name === name)) errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeMounts'))
    if (mounts.some((mount) => mount.mountPath === devicePath))
      errors.push(invalidValue(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'))
    names.add(name)
    places.add(devicePath)
    return errors
  })
}
