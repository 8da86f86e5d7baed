/** The kinds of volumes that are simulated, in the order in which they are asked. */
import { Quantity } from '../../../api/quantity.ts'
import type { DownwardAPIVolumeFile, VolumeProjection } from '../../../api/types.ts'
import { type Device, LaterFile } from '../../container-runtime/cri.ts'
import { fieldValue, resourceValue } from '../environment/downward-api.ts'
import { aggregate } from '../go-text.ts'
import { hostFolder } from './host-path.ts'
import { addConfigMap, addSecret } from './keyed-files.ts'
import type { Files, VolumeContext, VolumePlugin } from './volume.ts'

const defaultMode = 0o644

/** What must not be written to a disk is kept in memory. */
const inMemory = ({ memory }: VolumeContext): Device => ({ source: 'tmpfs', type: 'tmpfs', bytes: memory })

function filled(fill: (files: Files) => void): Files {
  const files: Files = new Map()
  fill(files)
  return files
}

const configMap: VolumePlugin = {
  supports: (volume) => volume.configMap !== undefined,
  content: ({ configMap: source = {} }, context) => filled((files) => addConfigMap(files, source, source.defaultMode ?? defaultMode, context)),
}

const secret: VolumePlugin = {
  supports: (volume) => volume.secret !== undefined,
  device: (_, context) => inMemory(context),
  content: ({ secret: { secretName = '', defaultMode: mode = defaultMode, ...source } = {} }, context) =>
    filled((files) => addSecret(files, { name: secretName, ...source }, mode, context)),
}

const downwardAPI: VolumePlugin = {
  supports: (volume) => volume.downwardAPI !== undefined,
  content: ({ downwardAPI: source = {} }, context) => filled((files) => addDownward(files, source.items, source.defaultMode ?? defaultMode, context)),
}

const projected: VolumePlugin = {
  supports: (volume) => volume.projected !== undefined,
  device: (_, context) => inMemory(context),
  content({ projected: source }, context) {
    const files: Files = new Map()
    const errors: string[] = []
    for (const projection of source?.sources ?? [])
      try {
        project(files, projection, source?.defaultMode ?? defaultMode, context)
      } catch (error) {
        errors.push((error as Error).message)
      }
    if (errors.length > 0) throw new Error(aggregate(errors))
    return files
  },
}

const emptyDir: VolumePlugin = {
  supports: (volume) => volume.emptyDir !== undefined,
  place: () => ({ files: new Map(), own: true }),
  device({ emptyDir: source }, context) {
    if (source?.medium !== 'Memory') return undefined
    const limit = source.sizeLimit === undefined ? 0 : Quantity.parse(source.sizeLimit).value
    return { ...inMemory(context), bytes: limit > 0 ? Math.min(limit, context.memory) : context.memory }
  },
}

const hostPath: VolumePlugin = {
  supports: (volume) => volume.hostPath !== undefined,
  place: ({ hostPath: source }, { host }) => ({ files: hostFolder(source?.path ?? '/', source?.type ?? '', host) }),
}

const persistentVolumeClaim: VolumePlugin = {
  supports: (volume) => volume.persistentVolumeClaim !== undefined,
  place: (volume, context) => context.claim(volume.persistentVolumeClaim?.claimName ?? ''),
}

/** A claim of the pod's own, named after pod and volume. */
const ephemeral: VolumePlugin = {
  supports: (volume) => volume.ephemeral !== undefined,
  place: (volume, context) => context.claim(`${context.facts.pod.metadata.name}-${volume.name}`),
}

export const volumePlugins: readonly VolumePlugin[] = [configMap, secret, emptyDir, projected, downwardAPI, hostPath, persistentVolumeClaim, ephemeral]

/** Puts the files of a projection in; none, if one of them can't be made. */
function project(files: Files, projection: VolumeProjection, mode: number, context: VolumeContext): void {
  const { configMap, secret, downwardAPI, serviceAccountToken } = projection
  if (configMap) addConfigMap(files, configMap, mode, context)
  else if (secret) addSecret(files, secret, mode, context)
  else if (downwardAPI) addDownward(files, downwardAPI.items, mode, context)
  else if (serviceAccountToken) {
    const { audience, expirationSeconds = 3600, path } = serviceAccountToken
    files.set(path, new LaterFile(mode, context.token(audience, expirationSeconds)))
  } else throw new Error('ktutor does not simulate clusterTrustBundle and podCertificate projections')
}

function addDownward(files: Files, items: readonly DownwardAPIVolumeFile[] = [], mode: number, { facts }: VolumeContext): void {
  for (const item of items) files.set(item.path, { text: textOf(item, facts), mode: item.mode ?? mode })
}

function textOf({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile, facts: VolumeContext['facts']): string {
  if (fieldRef) return fieldValue(fieldRef.fieldPath, facts)
  const container = facts.pod.spec.containers.find((each) => each.name === resourceFieldRef?.containerName) ?? facts.pod.spec.containers[0]
  return resourceFieldRef && container ? resourceValue(resourceFieldRef, container, facts) : ''
}
