/** Makes and deletes single pods and their claims, and tells of it. Models pkg/controller/statefulset/stateful_pod_control.go. */
import { persistentVolumeClaims, pods } from '../../../api/kinds.ts'
import { controllerReference, deepEqual, type KubeObject } from '../../../api/object.ts'
import { isAlreadyExists, isNotFound, StatusError } from '../../../api/status.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { claimsOf, ordinalOf } from './identity.ts'

/** Claims first: the pod cannot start without them. @throws StatusError */
export function createPod(context: ControllerContext, set: StatefulSet, pod: Pod, ordinal: number): void {
  try {
    for (const claim of claimsOf(set, ordinal)) createClaim(context, set, pod, claim)
    context.client.create(pods, pod, set.metadata.namespace)
  } catch (error) {
    if (isNamespaceTerminating(error as StatusError)) return
    // Who has the name is no concern of this set, so that no event tells when they go: only trying again does.
    if (!isAlreadyExists(error)) record(context, set, 'create', pod, error)
    throw error
  }
  record(context, set, 'create', pod)
}

/** @throws StatusError */
export function deletePod(context: ControllerContext, set: StatefulSet, pod: Pod): void {
  try {
    context.client.delete(pods, pod.metadata.name, pod.metadata.namespace)
  } catch (error) {
    if (isNotFound(error)) return
    record(context, set, 'delete', pod, error)
    throw error
  }
  record(context, set, 'delete', pod)
}

function record({ events }: ControllerContext, set: StatefulSet, verb: 'create' | 'delete', pod: Pod, error?: unknown): void {
  const what = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`
  const title = verb === 'create' ? 'Create' : 'Delete'
  if (error === undefined) events.record(set, 'Normal', `Successful${title}`, `${what} successful`)
  else if (error instanceof StatusError) events.record(set, 'Warning', `Failed${title}`, `${what} failed error: ${error.message}`)
}

function createClaim({ client, events, lister }: ControllerContext, set: StatefulSet, pod: Pod, claim: PersistentVolumeClaim): void {
  const { name, namespace = '' } = claim.metadata
  const there = lister(persistentVolumeClaims).get(name, namespace)
  if (there) {
    if (there.metadata.deletionTimestamp) throw new StatusError(409, 'Conflict', `pvc ${name} is being deleted`)
    return
  }
  const owned = set.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
  const metadata = owned ? { ...claim.metadata, ownerReferences: [controllerReference(set)] } : claim.metadata
  const what = `Claim ${name} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`
  try {
    client.create(persistentVolumeClaims, { ...claim, metadata }, namespace)
    events.record(set, 'Normal', 'SuccessfulCreate', `create ${what} success`)
  } catch (error) {
    if (isAlreadyExists(error)) return
    if (error instanceof StatusError) events.record(set, 'Warning', 'FailedCreate', `create ${what} failed error: ${error.message}`)
    throw error instanceof StatusError ? new StatusError(error.code, error.reason, `failed to create PVC ${name}: ${error.message}`) : error
  }
}

/** Where claims are to go with a pod that is scaled away, the pod becomes their owner, so that they go when it has gone. */
export function handOverClaims(context: ControllerContext, set: StatefulSet, condemned: readonly Pod[]): void {
  if (set.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return
  for (const pod of condemned)
    for (const { metadata } of claimsOf(set, ordinalOf(set, pod.metadata.name) ?? 0)) {
      const claim = context.lister(persistentVolumeClaims).get(metadata.name, metadata.namespace)
      if (claim) own(context, claim, pod)
    }
}

function own({ client }: ControllerContext, claim: PersistentVolumeClaim, owner: KubeObject): void {
  const ownerReferences = [controllerReference(owner)]
  if (!deepEqual(claim.metadata.ownerReferences, ownerReferences))
    client.update(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, ownerReferences } })
}
