import { csiDrivers, persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import type { CSIPersistentVolumeSource, PersistentVolume, Pod } from '../../../api/types.ts'
import { claimNamesOf, isFullyBound } from '../../../api/volume-binding.ts'
import type { ControllerContext } from '../../../client/controller.ts'

/** A volume that pods of a node need there. */
export interface WantedVolume {
  readonly volume: PersistentVolume
  readonly source: CSIPersistentVolumeSource
  readonly pods: Pod[]
}

/** What has to be attached for these pods, by name of the volume. */
export function wantedVolumes({ lister }: ControllerContext, pods: readonly Pod[]): Map<string, WantedVolume> {
  const wanted = new Map<string, WantedVolume>()
  for (const pod of pods)
    for (const name of claimNamesOf(pod)) {
      const claim = lister(persistentVolumeClaims).get(name, pod.metadata.namespace)
      const volume = claim && isFullyBound(claim) ? lister(persistentVolumes).get(claim.spec?.volumeName ?? '') : undefined
      const source = volume?.spec?.csi
      if (!volume || !source || lister(csiDrivers).get(source.driver)?.spec.attachRequired === false) continue
      const known = wanted.get(volume.metadata.name)
      if (known) known.pods.push(pod)
      else wanted.set(volume.metadata.name, { volume, source, pods: [pod] })
    }
  return wanted
}
