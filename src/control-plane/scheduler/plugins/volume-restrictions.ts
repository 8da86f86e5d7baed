import { persistentVolumeClaims } from '../../../api/kinds.ts'
import type { Pod } from '../../../api/types.ts'
import { claimNamesOf } from '../../../api/volume-binding.ts'
import type { Cycle, Plugin } from '../framework.ts'

/**
 * A claim of the mode ReadWriteOncePod belongs to one pod at a time, wherever that runs. Left out: disks of clouds that
 * are mounted without a claim.
 */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  wakes: ['PodDelete', 'ClaimChange'],
  preFilter(cycle) {
    const missing = namesOf(cycle.pod).find((name) => !cycle.lister(persistentVolumeClaims).get(name, cycle.pod.metadata.namespace))
    return missing === undefined ? undefined : `persistentvolumeclaim ${JSON.stringify(missing)} not found`
  },
  applies: ({ pod }) => claimNamesOf(pod).length > 0,
  filter: (cycle) =>
    cycle.once('VolumeRestrictions', () => isTaken(cycle))
      ? { reasons: ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'] }
      : undefined,
}

/** Claims that are named; those of ephemeral volumes are the pod's own. */
const namesOf = ({ spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []))

function isTaken({ pod, nodes, lister }: Cycle): boolean {
  const { namespace } = pod.metadata
  const exclusive = namesOf(pod).filter((name) => lister(persistentVolumeClaims).get(name, namespace)?.spec?.accessModes?.includes('ReadWriteOncePod'))
  if (exclusive.length === 0) return false
  const uses = (other: Pod): boolean => other.metadata.namespace === namespace && namesOf(other).some((name) => exclusive.includes(name))
  return nodes.some(({ pods }) => pods.some(uses))
}
