/** The kinds of volumes that are simulated, in the order in which they are asked. */
import type { DownwardAPIVolumeFile, VolumeProjection } from '../../../api/types.ts'
import { fieldValue, resourceValue } from '../environment/downward-api.ts'
import { aggregate } from '../go-text.ts'
import type { HostFiles } from './host-files.ts'
import { configMapFiles, secretFiles } from './keyed-files.ts'
import type { Files, VolumeContext, VolumePlugin } from './volume.ts'

const defaultMode = 0o644

const configMap: VolumePlugin = {
  supports: (volume) => volume.configMap !== undefined,
  content: ({ configMap: source }, context) => configMapFiles({ ...source, mode: source?.defaultMode ?? defaultMode }, context),
}

const secret: VolumePlugin = {
  supports: (volume) => volume.secret !== undefined,
  content: ({ secret: source }, context) =>
    secretFiles({ name: source?.secretName ?? '', items: source?.items, optional: source?.optional, mode: source?.defaultMode ?? defaultMode }, context),
}

const downwardAPI: VolumePlugin = {
  supports: (volume) => volume.downwardAPI !== undefined,
  content: ({ downwardAPI: source }, context) => downwardFiles(source?.items ?? [], source?.defaultMode ?? defaultMode, context),
}

const projected: VolumePlugin = {
  supports: (volume) => volume.projected !== undefined,
  content({ projected: source }, context) {
    const files: Files = new Map()
    const errors: string[] = []
    for (const projection of source?.sources ?? [])
      try {
        for (const [path, file] of projectionFiles(projection, source?.defaultMode ?? defaultMode, context)) files.set(path, file)
      } catch (error) {
        errors.push((error as Error).message)
      }
    if (errors.length > 0) throw new Error(aggregate(errors))
    return files
  },
}

const emptyDir: VolumePlugin = { supports: (volume) => volume.emptyDir !== undefined, place: () => new Map() }

const hostPath: VolumePlugin = {
  supports: (volume) => volume.hostPath !== undefined,
  place: ({ hostPath: source }, { host }) => hostFolder(source?.path ?? '/', source?.type ?? '', host),
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

/** Models pkg/volume/hostpath. */
function hostFolder(path: string, type: string, host: HostFiles): Files {
  const kind = host.kindOf(path)
  if ((type === 'File' && kind !== 'file') || (type === 'FileOrCreate' && kind === 'folder'))
    throw new Error(`hostPath type check failed: ${path} is not a file`)
  if (type.startsWith('Directory') && (kind === 'file' || (type === 'Directory' && kind === undefined)))
    throw new Error(`hostPath type check failed: ${path} is not a directory`)
  if (['Socket', 'CharDevice', 'BlockDevice'].includes(type)) throw new Error(`hostPath type check failed: ${path} is not a ${wanted[type]}`)
  return kind === 'file' || type === 'FileOrCreate' ? host.file(path) : host.folder(path)
}

const wanted: Readonly<Record<string, string>> = { Socket: 'socket file', CharDevice: 'character device', BlockDevice: 'block device' }

function projectionFiles(projection: VolumeProjection, mode: number, context: VolumeContext): Files {
  if (projection.configMap) return configMapFiles({ ...projection.configMap, mode }, context)
  if (projection.secret) return secretFiles({ ...projection.secret, mode }, context)
  if (projection.downwardAPI) return downwardFiles(projection.downwardAPI.items ?? [], mode, context)
  if (projection.serviceAccountToken) {
    const { audience, expirationSeconds = 3600, path } = projection.serviceAccountToken
    return new Map([[path, { text: context.token(audience, expirationSeconds), mode }]])
  }
  throw new Error('ktutor does not simulate clusterTrustBundle and podCertificate projections')
}

function downwardFiles(items: readonly DownwardAPIVolumeFile[], mode: number, { facts }: VolumeContext): Files {
  const files: Files = new Map()
  for (const item of items) files.set(item.path, { text: textOf(item, facts), mode: item.mode ?? mode })
  return files
}

function textOf({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile, facts: VolumeContext['facts']): string {
  if (fieldRef) return fieldValue(fieldRef.fieldPath, facts)
  const container = facts.pod.spec.containers.find((each) => each.name === resourceFieldRef?.containerName) ?? facts.pod.spec.containers[0]
  return resourceFieldRef && container ? resourceValue(resourceFieldRef, container, facts) : ''
}
