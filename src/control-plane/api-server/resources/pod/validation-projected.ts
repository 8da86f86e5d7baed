/** Volumes put together from several sources. Models validateProjectionSources of pkg/apis/core/validation. */
import { type FieldError, forbiddenField, invalidValue, required } from '../../../../api/status.ts'
import type { ProjectedVolumeSource, VolumeProjection } from '../../../../api/types.ts'
import { rememberingFine } from '../checks.ts'
import { localPath, validateDownwardFile, validateItems, validateMode } from './volume-sources.ts'

const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'] as const

export const validateProjected = rememberingFine(({ defaultMode, sources }: ProjectedVolumeSource, path: string): FieldError[] => {
  const paths = new Set<string>()
  return [
    ...validateMode(`${path}.defaultMode`, defaultMode),
    ...(sources ?? []).flatMap((source, i) => validateProjection(source, paths, `${path}.sources[${i}]`)),
  ]
})

function validateProjection(source: VolumeProjection, paths: Set<string>, at: string): FieldError[] {
  const errors: FieldError[] = []
  const present = kinds.filter((kind) => source[kind])
  for (const [i, kind] of present.entries()) {
    if (i > 0) errors.push(forbiddenField(`${at}.${kind}`, 'may not specify more than 1 volume type'))
    else errors.push(...validateOne(source, kind, paths, `${at}.${kind}`))
  }
  if (present.length === 0) errors.push(required(at, 'must specify exactly one'))
  return errors
}

function validateOne(source: VolumeProjection, kind: (typeof kinds)[number], paths: Set<string>, at: string): FieldError[] {
  const claim = (path: string, value: unknown): FieldError[] => {
    if (path === '' || !paths.has(path)) {
      paths.add(path)
      return []
    }
    return [invalidValue(at.slice(0, at.lastIndexOf('.')), value, 'conflicting duplicate paths')]
  }
  const { secret, configMap, downwardAPI, serviceAccountToken } = source
  const object = kind === 'secret' ? secret : kind === 'configMap' ? configMap : undefined
  if (object) {
    return [
      ...(object.name ? [] : [required(`${at}.name`)]),
      ...validateItems(object.items ?? [], `${at}.items`),
      ...(object.items ?? []).flatMap((item) => claim(item.path, object.name)),
    ]
  }
  if (kind === 'downwardAPI' && downwardAPI)
    return (downwardAPI.items ?? []).flatMap((item) => [...validateDownwardFile(item, at), ...claim(item.path, downwardAPI)])
  if (kind !== 'serviceAccountToken' || !serviceAccountToken) return []
  const { expirationSeconds = 0, path } = serviceAccountToken
  return [
    ...(expirationSeconds < 600 ? [invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')] : []),
    ...(expirationSeconds > 2 ** 32 ? [invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')] : []),
    ...(path ? localPath(`${at}.path`, path) : [required(`${at}.path`)]),
    ...claim(path ?? '', path),
  ]
}
