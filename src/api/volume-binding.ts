/**
 * How claims and volumes find each other: what the binder and the scheduler must see alike. Models
 * k8s.io/component-helpers storage/volume (pv_helpers.go) and storage/ephemeral.
 */
import { matchesLabelSelector } from './labels.ts'
import { matchesTerm } from './node-affinity.ts'
import { compareQuantities } from './resource-list.ts'
import { storageClassOf } from './storage.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, TopologySelectorTerm, Volume } from './types.ts'

/** On a claim: it was bound once, so that a missing volume is a loss. */
export const bindCompleted = 'pv.kubernetes.io/bind-completed'
/** On either side: nobody asked for this very partner, the controller chose. */
export const boundByController = 'pv.kubernetes.io/bound-by-controller'
/** On a volume: who made it. */
export const provisionedBy = 'pv.kubernetes.io/provisioned-by'
/** On a claim: the node that the scheduler wants to put the first pod on. */
export const selectedNode = 'volume.kubernetes.io/selected-node'
/** On a claim: who is to make its volume; by its name of today and that of before. */
export const storageProvisioner = 'volume.kubernetes.io/storage-provisioner'
export const storageProvisionerBefore = 'volume.beta.kubernetes.io/storage-provisioner'
/** The provisioner of classes whose volumes are made by hand. */
export const noProvisioner = 'kubernetes.io/no-provisioner'

type Annotated = { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }
export const hasAnnotation = ({ metadata }: Annotated, name: string): boolean => metadata.annotations?.[name] !== undefined

export const sizeOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  (isVolume(object) ? object.spec?.capacity?.storage : object.spec?.resources?.requests?.storage) ?? '0'
const isVolume = (object: PersistentVolume | PersistentVolumeClaim): object is PersistentVolume => object.kind === 'PersistentVolume'

/** Whether the volume is reserved for the claim or bound to it. */
export function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const claim = spec?.claimRef
  return claim !== undefined && claim.name === metadata.name && claim.namespace === metadata.namespace && (!claim.uid || claim.uid === metadata.uid)
}

/** Both sides agree, and the controller has said so. */
export const isFullyBound = (claim: PersistentVolumeClaim): boolean => Boolean(claim.spec?.volumeName) && hasAnnotation(claim, bindCompleted)

/** Whether claims of this class wait for the first pod that uses them. */
export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean => storageClass?.volumeBindingMode === 'WaitForFirstConsumer'

export const sameVolumeMode = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec?.volumeMode ?? 'Filesystem') === (volume.spec?.volumeMode ?? 'Filesystem')

/** Whether the volume can be used in all ways that the claim asks for. */
export const offersModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode))

/** Whether the volume can be reached from the node. */
export function reachableFrom({ spec }: PersistentVolume, node: Node): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms
  return terms === undefined || terms.some((term) => matchesTerm(term, node))
}

/** Whether a class may make volumes for this node. */
export const allowsTopology = (terms: readonly TopologySelectorTerm[] | undefined, { metadata: { labels } }: Node): boolean =>
  !terms?.length ||
  terms.some(({ matchLabelExpressions = [] }) => matchLabelExpressions.every(({ key, values }) => labels?.[key] !== undefined && values.includes(labels[key])))

interface MatchingOptions {
  /** Chosen by the scheduler: the volume must be within its reach. */
  readonly node?: Node
  /** Volumes that are promised to other claims of the same pod. */
  readonly taken?: ReadonlySet<string>
  /** The choice is the scheduler's: only a volume that is reserved for the claim will do. */
  readonly reservedOnly?: boolean
}

/** The volume that is reserved for the claim, or the smallest free one that fits. */
export function matchingVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], options: MatchingOptions): PersistentVolume | undefined {
  const { node, taken, reservedOnly } = options
  let smallest: PersistentVolume | undefined
  for (const volume of volumes) {
    if (taken?.has(volume.metadata.name) || (volume.spec?.claimRef && !isBoundTo(volume, claim))) continue
    if (compareQuantities(sizeOf(volume), sizeOf(claim)) < 0 || !sameVolumeMode(claim, volume) || volume.metadata.deletionTimestamp) continue
    const reachable = node === undefined || reachableFrom(volume, node)
    if (isBoundTo(volume, claim)) return reachable ? volume : undefined
    if (reservedOnly || !reachable || !isFree(volume, claim) || (node && !offersModes(claim, volume))) continue
    if (!smallest || compareQuantities(sizeOf(smallest), sizeOf(volume)) > 0) smallest = volume
  }
  return smallest
}

const isFree = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  volume.status?.phase === 'Available' &&
  (claim.spec?.selector === undefined || matchesLabelSelector(claim.spec.selector, volume.metadata.labels)) &&
  storageClassOf(volume) === storageClassOf(claim)

/** The name of the claim that a volume of a pod stands for: its own for an ephemeral one. */
export const claimNameOf = (pod: Pod, volume: Volume): string | undefined =>
  volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : volume.persistentVolumeClaim?.claimName

/** The names of all claims that a pod uses. */
export const claimNamesOf = (pod: Pod): readonly string[] =>
  usesClaims(pod) ? (pod.spec.volumes ?? []).flatMap((volume) => claimNameOf(pod, volume) ?? []) : none

const none: readonly string[] = []

/** Whether a pod uses any claim: most use none, and everybody who deals with claims is told of each change of each pod. */
export function usesClaims({ spec }: Pod): boolean {
  if (spec.volumes) for (const { persistentVolumeClaim, ephemeral } of spec.volumes) if (persistentVolumeClaim || ephemeral) return true
  return false
}

/** Why the claim of an ephemeral volume is not the pod's: somebody else's has its name. */
export function notForPod(pod: Pod, { metadata }: PersistentVolumeClaim): string | undefined {
  const owned = metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === pod.metadata.uid)
  return owned
    ? undefined
    : `PVC ${metadata.namespace}/${metadata.name} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`
}
