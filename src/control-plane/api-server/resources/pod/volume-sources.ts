/** What a volume may be filled from, in the order in which the API server looks. */
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type {
  ConfigMapVolumeSource,
  DownwardAPIVolumeFile,
  DownwardAPIVolumeSource,
  EmptyDirVolumeSource,
  EphemeralVolumeSource,
  HostPathVolumeSource,
  ImageVolumeSource,
  KeyToPath,
  NFSVolumeSource,
  PersistentVolumeClaimVolumeSource,
  SecretVolumeSource,
} from '../../../../api/types.ts'
import { descendingPath, noBacksteps } from '../checks.ts'
import { compare } from '../quantities.ts'
import { validateFieldRef, validateResourceFieldRef, volumeFields } from './validation-env.ts'
import { validateProjected } from './validation-projected.ts'

type Check<T> = (source: T, path: string) => FieldError[]

const unchecked: Check<unknown> = () => []
const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

const emptyDir: Check<EmptyDirVolumeSource> = ({ sizeLimit }, path) =>
  sizeLimit !== undefined && compare(sizeLimit, '0') < 0 ? [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : []

const hostPath: Check<HostPathVolumeSource> = ({ path: file, type }, path) =>
  file
    ? [
        ...noBacksteps(`${path}.path`, file),
        ...(type !== undefined && !hostPathTypes.includes(type) ? [notSupported(`${path}.type`, type, hostPathTypes.slice(1))] : []),
      ]
    : [required(`${path}.path`)]

const secret: Check<SecretVolumeSource> = ({ secretName, defaultMode, items }, path) => [
  ...(secretName ? [] : [required(`${path}.secretName`)]),
  ...validateMode(`${path}.defaultMode`, defaultMode),
  ...validateItems(items ?? [], `${path}.items`),
]

const configMap: Check<ConfigMapVolumeSource> = ({ name, defaultMode, items }, path) => [
  ...(name ? [] : [required(`${path}.name`)]),
  ...validateMode(`${path}.defaultMode`, defaultMode),
  ...validateItems(items ?? [], `${path}.items`),
]

const downwardAPI: Check<DownwardAPIVolumeSource> = ({ defaultMode, items }, path) => [
  ...validateMode(`${path}.defaultMode`, defaultMode),
  ...(items ?? []).flatMap((item) => validateDownwardFile(item, path)),
]

const nfs: Check<NFSVolumeSource> = ({ server, path: directory }, path) => [
  ...(server ? [] : [required(`${path}.server`)]),
  ...(directory ? (directory.startsWith('/') ? [] : [invalidValue(`${path}.path`, directory, 'must be an absolute path')]) : [required(`${path}.path`)]),
]

const persistentVolumeClaim: Check<PersistentVolumeClaimVolumeSource> = ({ claimName }, path) => (claimName ? [] : [required(`${path}.claimName`)])

const ephemeral: Check<EphemeralVolumeSource> = ({ volumeClaimTemplate }, path) => (volumeClaimTemplate ? [] : [required(`${path}.volumeClaimTemplate`)])

const image: Check<ImageVolumeSource> = ({ reference, pullPolicy }, path) => [
  ...(reference ? [] : [required(`${path}.reference`)]),
  ...(pullPolicy && !['Always', 'IfNotPresent', 'Never'].includes(pullPolicy)
    ? [notSupported(`${path}.pullPolicy`, pullPolicy, ['Always', 'IfNotPresent', 'Never'])]
    : []),
]

export const volumeSources: Readonly<Record<string, Check<never>>> = {
  emptyDir,
  hostPath,
  gitRepo: unchecked,
  gcePersistentDisk: unchecked,
  awsElasticBlockStore: unchecked,
  secret,
  nfs,
  iscsi: unchecked,
  glusterfs: unchecked,
  flocker: unchecked,
  persistentVolumeClaim,
  rbd: unchecked,
  cinder: unchecked,
  cephfs: unchecked,
  quobyte: unchecked,
  downwardAPI,
  fc: unchecked,
  flexVolume: unchecked,
  configMap,
  azureFile: unchecked,
  vsphereVolume: unchecked,
  photonPersistentDisk: unchecked,
  portworxVolume: unchecked,
  azureDisk: unchecked,
  storageos: unchecked,
  projected: validateProjected,
  scaleIO: unchecked,
  csi: unchecked,
  ephemeral,
  image,
}

const modeText = 'must be a number between 0 and 0777 (octal), both inclusive'

export const validateMode = (path: string, mode: number | undefined): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777) ? [invalidValue(path, mode, modeText)] : []

export const validateItems = (items: readonly KeyToPath[], path: string): FieldError[] =>
  items.flatMap((item, i) => [
    ...(item.key ? [] : [required(`${path}[${i}].key`)]),
    ...(item.path ? localPath(`${path}[${i}].path`, item.path) : [required(`${path}[${i}].path`)]),
    ...validateMode(`${path}[${i}].mode`, item.mode),
  ])

/** Models validateLocalNonReservedPath. */
export const localPath = (path: string, value: string): FieldError[] => [
  ...descendingPath(path, value),
  ...(value.startsWith('..') && !value.startsWith('../') ? [invalidValue(path, value, "must not start with '..'")] : []),
]

/** The real checks name the volume, not the item. */
export function validateDownwardFile(file: DownwardAPIVolumeFile, path: string): FieldError[] {
  const errors: FieldError[] = file.path ? localPath(`${path}.path`, file.path) : [required(`${path}.path`)]
  if (file.fieldRef) {
    errors.push(...validateFieldRef(file.fieldRef, volumeFields, `${path}.fieldRef`))
    if (file.resourceFieldRef) errors.push(invalidValue(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'))
  } else if (file.resourceFieldRef) errors.push(...validateResourceFieldRef(file.resourceFieldRef, `${path}.resourceFieldRef`, true))
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  return [...errors, ...validateMode(`${path}.mode`, file.mode)]
}
