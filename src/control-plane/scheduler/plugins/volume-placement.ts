/** Where the volumes of claims that wait for their pod would come from, if the pod went to a certain node. */
import { csiDrivers, csiStorageCapacities, persistentVolumes, storageClasses } from '../../../api/kinds.ts'
import { matchesLabelSelector } from '../../../api/labels.ts'
import { compareQuantities } from '../../../api/resource-list.ts'
import { storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../api/types.ts'
import { allowsTopology, matchingVolume, noProvisioner, selectedNode, sizeOf } from '../../../api/volume-binding.ts'
import type { Cycle } from '../framework.ts'
import type { NodeState } from '../node-state.ts'

export interface VolumePlacement {
  /** Claims that volumes are there for. */
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[]
  /** Claims that a volume has to be made for. */
  readonly provisions: readonly PersistentVolumeClaim[]
  /** Why the node will not do; none if it will. */
  readonly reasons: readonly string[]
}

const noMatch = "node(s) didn't find available persistent volumes to bind"
const noSpace = 'node(s) did not have enough free storage'
const nothing: VolumePlacement = { bindings: [], provisions: [], reasons: [] }

/** Small claims choose first, so that they leave the large volumes. */
export function placeVolumes(cycle: Cycle, claims: readonly PersistentVolumeClaim[], { node, name }: NodeState): VolumePlacement {
  const ordered = claims.filter(({ metadata }) => metadata.annotations?.[selectedNode] !== undefined)
  if (ordered.some(({ metadata }) => metadata.annotations?.[selectedNode] !== name)) return { ...nothing, reasons: [noMatch] }
  const taken = new Set<string>()
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = []
  const provisions = [...ordered]
  const bySize = (a: PersistentVolumeClaim, b: PersistentVolumeClaim): number => compareQuantities(sizeOf(a), sizeOf(b))
  for (const claim of claims.filter((each) => !ordered.includes(each)).sort(bySize)) {
    const ofClass = cycle
      .lister(persistentVolumes)
      .list()
      .filter((volume) => storageClassOf(volume) === storageClassOf(claim))
    const volume = matchingVolume(claim, ofClass, { node, taken })
    if (!volume) provisions.push(claim)
    else {
      taken.add(volume.metadata.name)
      bindings.push({ claim, volume })
    }
  }
  const why = provisions.flatMap((claim) => whyNotProvisioned(cycle, claim, node) ?? [])
  return { bindings, provisions, reasons: why.slice(0, 1) }
}

function whyNotProvisioned(cycle: Cycle, claim: PersistentVolumeClaim, node: NodeState['node']): string | undefined {
  const storageClass = cycle.lister(storageClasses).get(storageClassOf(claim))
  if (!storageClass || storageClass.provisioner === noProvisioner) return noMatch
  if (!allowsTopology(storageClass.allowedTopologies, node)) return noMatch
  return hasCapacity(cycle, claim, storageClass, node) ? undefined : noSpace
}

/** Only drivers that publish their capacity are held to it. */
function hasCapacity({ lister }: Cycle, claim: PersistentVolumeClaim, { metadata, provisioner }: StorageClass, node: NodeState['node']): boolean {
  if (!lister(csiDrivers).get(provisioner)?.spec.storageCapacity) return true
  return lister(csiStorageCapacities)
    .list()
    .some(
      ({ storageClassName, capacity, maximumVolumeSize, nodeTopology }) =>
        storageClassName === metadata.name &&
        compareQuantities(maximumVolumeSize ?? capacity ?? '-1', sizeOf(claim)) >= 0 &&
        nodeTopology !== undefined &&
        matchesLabelSelector(nodeTopology, node.metadata.labels),
    )
}
