/**
 * What a PersistentVolume may be made of, in the order in which the API server looks. Not simulated: the checks of
 * sources that only exist with a cloud's or vendor's storage (their fields are taken as they are).
 */
import { type FieldError, forbiddenField, required } from '../../../../api/status.ts'
import type { CSIPersistentVolumeSource, LocalVolumeSource, PersistentVolumeSpec } from '../../../../api/types.ts'
import { noBacksteps } from '../checks.ts'
import { volumeSources } from '../pod/volume-sources.ts'
import { csiDriverName } from '../storage/csi-driver-name.ts'

type Check = (source: never, path: string) => FieldError[]

const unchecked: Check = () => []

const local = ({ path: directory }: LocalVolumeSource, path: string): FieldError[] =>
  directory ? noBacksteps(`${path}.path`, directory) : [required(`${path}.path`)]

const secretFields = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const

function csi(source: CSIPersistentVolumeSource, path: string): FieldError[] {
  const errors = csiDriverName(source.driver, `${path}.driver`)
  if (!source.volumeHandle) errors.push(required(`${path}.volumeHandle`))
  for (const field of secretFields) {
    const secret = source[field]
    if (secret && !secret.name) errors.push(required(`${path}.${field}.name`))
    if (secret && !secret.namespace) errors.push(required(`${path}.${field}.namespace`))
  }
  return errors
}

const sources: readonly (readonly [keyof PersistentVolumeSpec, Check])[] = [
  ['hostPath', volumeSources.hostPath as Check],
  ['gcePersistentDisk', unchecked],
  ['awsElasticBlockStore', unchecked],
  ['glusterfs', unchecked],
  ['flocker', unchecked],
  ['nfs', volumeSources.nfs as Check],
  ['rbd', unchecked],
  ['quobyte', unchecked],
  ['cephfs', unchecked],
  ['iscsi', unchecked],
  ['cinder', unchecked],
  ['fc', unchecked],
  ['flexVolume', unchecked],
  ['azureFile', unchecked],
  ['vsphereVolume', unchecked],
  ['photonPersistentDisk', unchecked],
  ['portworxVolume', unchecked],
  ['azureDisk', unchecked],
  ['scaleIO', unchecked],
  ['local', local],
  ['storageos', unchecked],
  ['csi', csi],
]

/** The fields of the spec that say what the volume is made of. */
export const sourceOf = (spec: PersistentVolumeSpec): PersistentVolumeSpec =>
  Object.fromEntries(sources.flatMap(([type]) => (spec[type] === undefined ? [] : [[type, spec[type]]])))

export function validateSources(spec: PersistentVolumeSpec, at: string): FieldError[] {
  const errors: FieldError[] = []
  let count = 0
  for (const [type, check] of sources) {
    if (spec[type] === undefined) continue
    // The real check of a second source names this one with a capital letter.
    if (count++ > 0) errors.push(forbiddenField(`${at}.${type === 'cephfs' ? 'cephFS' : type}`, 'may not specify more than 1 volume type'))
    else {
      errors.push(...check(spec[type] as never, `${at}.${type}`))
      if (type === 'local' && !spec.nodeAffinity) errors.push(required(`${at}.nodeAffinity`, 'Local volume requires node affinity'))
    }
  }
  return count === 0 ? [...errors, required(at, 'must specify a volume type')] : errors
}
