import { csiNodes, persistentVolumeClaims, persistentVolumes, storageClasses } from '../../../api/kinds.ts'
import { storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import { claimNamesOf } from '../../../api/volume-binding.ts'
import type { Cycle, Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'

/**
 * A CSI driver may attach only so many volumes to a node (CSINode says how many). Left out: attachments of pods that are
 * already gone, and inline volumes of drivers that once were built in.
 */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  wakes: ['CSINodeChange', 'PodDelete', 'ClaimChange'],
  applies: (cycle) => wantedBy(cycle).size > 0,
  filter(cycle, node) {
    const wanted = wantedBy(cycle)
    const limits = limitsOf(cycle, node)
    if (limits.size === 0) return undefined
    const attached = new Map<string, string>()
    for (const pod of node.pods) for (const [volume, driver] of volumesOf(cycle, pod)) attached.set(volume, driver)
    const exceeded = [...limits].some(([driver, limit]) => {
      const added = [...wanted].filter(([volume, its]) => its === driver && !attached.has(volume)).length
      const there = [...attached.values()].filter((its) => its === driver).length
      return added > 0 && there + added > limit
    })
    return exceeded ? { reasons: ['node(s) exceed max volume count'] } : undefined
  },
}

function limitsOf({ lister }: Cycle, { name }: NodeState): Map<string, number> {
  const drivers = lister(csiNodes).get(name)?.spec.drivers ?? []
  return new Map(drivers.flatMap(({ name, allocatable }) => (allocatable?.count === undefined ? [] : [[name, allocatable.count] as const])))
}

/** The drivers of a pod's volumes, by volume: one that several pods use is attached once. */
function volumesOf(cycle: Cycle, pod: Pod): Map<string, string> {
  const volumes = new Map<string, string>()
  for (const name of claimNamesOf(pod)) {
    const claim = cycle.lister(persistentVolumeClaims).get(name, pod.metadata.namespace)
    const found = claim && driverOf(cycle, claim)
    if (found) volumes.set(found.volume, found.driver)
  }
  return volumes
}

function driverOf({ lister }: Cycle, claim: PersistentVolumeClaim): { volume: string; driver: string } | undefined {
  const csi = lister(persistentVolumes).get(claim.spec?.volumeName ?? '')?.spec?.csi
  if (csi) return { driver: csi.driver, volume: `${csi.driver}/${csi.volumeHandle}` }
  if (claim.spec?.volumeName) return undefined
  const provisioner = lister(storageClasses).get(storageClassOf(claim))?.provisioner
  // Not there yet: it counts as one more of the driver that will make it.
  return (provisioner && { driver: provisioner, volume: `${provisioner}/${claim.metadata.uid}` }) || undefined
}

const wantedBy = (cycle: Cycle) => cycle.once('NodeVolumeLimits', () => volumesOf(cycle, cycle.pod))
