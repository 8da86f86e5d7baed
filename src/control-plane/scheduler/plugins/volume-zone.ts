import { persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import { claimNamesOf } from '../../../api/volume-binding.ts'
import type { Cycle, Plugin } from '../framework.ts'

const beta = 'failure-domain.beta.kubernetes.io'
const today = 'topology.kubernetes.io'
const topologyLabels = [`${beta}/zone`, `${beta}/region`, `${today}/zone`, `${today}/region`]

/** A volume that is labelled with zones or regions can be used from there only. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  wakes: ['NodeAdd', 'NodeLabels', 'ClaimChange', 'VolumeChange', 'StorageClassChange'],
  applies: ({ pod }) => claimNamesOf(pod).length > 0,
  filter(cycle, { labels }) {
    const topologies = cycle.once('VolumeZone', () => topologiesOf(cycle))
    // A cluster without zones has no label on its nodes.
    if (topologies.length === 0 || !topologyLabels.some((label) => label in labels)) return undefined
    const within = ([key, values]: Topology): boolean => values.includes(labels[key] ?? labels[key.replace(beta, today)] ?? '')
    return topologies.every(within) ? undefined : { reasons: ['node(s) had no available volume zone'], unresolvable: true }
  },
}

/** A label and the values that will do: several zones are written `a__b`. */
type Topology = readonly [string, readonly string[]]

function topologiesOf({ pod, lister }: Cycle): Topology[] {
  return claimNamesOf(pod).flatMap((name) => {
    const volume = lister(persistentVolumes).get(lister(persistentVolumeClaims).get(name, pod.metadata.namespace)?.spec?.volumeName ?? '')
    return topologyLabels.flatMap((label): Topology[] => {
      const value = volume?.metadata.labels?.[label]
      return value === undefined ? [] : [[label, value.split('__')]]
    })
  })
}
