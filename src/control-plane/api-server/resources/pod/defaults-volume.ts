/** Defaults of a pod's volume. Models SetDefaults_Volume and the volume sources in pkg/apis/core/v1/defaults.go. */
import type { DownwardAPIVolumeFile, Volume, VolumeProjection } from '../../../../api/types.ts'
import { pullPolicyOf } from './image-tag.ts'

/** rw-r--r-- */
const fileMode = 0o644

export function defaultVolume(volume: Volume): void {
  if (Object.entries(volume).every(([field, value]) => field === 'name' || value === undefined || value === null)) volume.emptyDir = {}
  if (volume.hostPath) volume.hostPath.type ??= ''
  if (volume.secret) volume.secret.defaultMode ??= fileMode
  if (volume.configMap) volume.configMap.defaultMode ??= fileMode
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= fileMode
    defaultFiles(volume.downwardAPI.items)
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= fileMode
    for (const source of volume.projected.sources ?? []) defaultProjection(source)
  }
  if (volume.image) volume.image.pullPolicy ||= pullPolicyOf(volume.image.reference ?? '')
  const claim = volume.ephemeral?.volumeClaimTemplate?.spec
  if (claim) claim.volumeMode ??= 'Filesystem'
  if (volume.iscsi) volume.iscsi.iscsiInterface ||= 'default'
}

function defaultProjection(source: VolumeProjection): void {
  if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600
  defaultFiles(source.downwardAPI?.items)
}

function defaultFiles(items: readonly DownwardAPIVolumeFile[] | undefined): void {
  for (const item of items ?? []) {
    if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1'
    if (item.resourceFieldRef) item.resourceFieldRef.divisor ||= '0'
  }
}
