/** Gets a pod's volumes to the node that was chosen for it: reserves those that are there, orders the others, and watches them get bound. */
import { persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts'
import { boundByController, isFullyBound, reachableFrom, selectedNode } from '../../../api/volume-binding.ts'
import type { Client } from '../../../client/client.ts'
import { referenceTo } from '../../../client/event-recorder.ts'
import { type Awaited, type Cycle, PreBindError } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import type { VolumePlacement } from './volume-placement.ts'

export function assign(cycle: Cycle, { bindings, provisions }: VolumePlacement, { node, name }: NodeState, client: Client): Awaited {
  for (const { claim, volume } of bindings) reserve(client, volume, claim)
  for (const claim of provisions) order(client, claim, name)
  const { lister } = cycle
  const current = ({ metadata }: PersistentVolumeClaim): PersistentVolumeClaim => {
    const claim = lister(persistentVolumeClaims).get(metadata.name, metadata.namespace)
    if (!claim)
      throw new PreBindError(`binding volumes: failed to check binding: could not find v1.PersistentVolumeClaim "${metadata.namespace}/${metadata.name}"`)
    return claim
  }
  const check = (claim: PersistentVolumeClaim): boolean => {
    const { volumeName } = claim.spec ?? {}
    const volume = volumeName ? lister(persistentVolumes).get(volumeName) : undefined
    if (volume && !reachableFrom(volume, node))
      throw new PreBindError(
        `binding volumes: pv ${JSON.stringify(volumeName)} node affinity doesn't match node ${JSON.stringify(name)}: no matching NodeSelectorTerms`,
      )
    return isFullyBound(claim)
  }
  return () => {
    for (const { volume } of bindings)
      if (!lister(persistentVolumes).get(volume.metadata.name)?.spec?.claimRef?.uid)
        throw new PreBindError(`binding volumes: ClaimRef got reset for pv ${JSON.stringify(volume.metadata.name)}`)
    const provisioned = provisions.map(current)
    // A provisioner that gives up takes the annotation away.
    for (const { metadata } of provisioned)
      if (metadata.annotations?.[selectedNode] !== name) throw new PreBindError(`binding volumes: provisioning failed for PVC ${JSON.stringify(metadata.name)}`)
    return [...bindings.map(({ claim }) => current(claim)), ...provisioned].every(check)
  }
}

function reserve(client: Client, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  if (volume.spec?.claimRef?.uid) return
  const annotations = volume.spec?.claimRef ? volume.metadata.annotations : { ...volume.metadata.annotations, [boundByController]: 'yes' }
  client.update(persistentVolumes, {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations ? { annotations } : {}) },
    spec: { ...volume.spec, claimRef: referenceTo(claim) },
  })
}

function order(client: Client, claim: PersistentVolumeClaim, node: string): void {
  if (claim.metadata.annotations?.[selectedNode] === node) return
  const annotations = { ...claim.metadata.annotations, [selectedNode]: node }
  client.update(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, annotations } })
}
