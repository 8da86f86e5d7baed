/**
 * Adoption: a controller takes over objects that match its selector and have no managing owner, and lets go of its own
 * that do not match any more. Models kubernetes pkg/controller/controller_ref_manager.go.
 */
import type { Kind } from '../../api/kinds.ts'
import { controllerOf, controllerReference, type KubeObject } from '../../api/object.ts'
import { isNotFound, isReason } from '../../api/status.ts'
import type { Client } from '../../client/client.ts'

export interface Claim<Owner extends KubeObject, T extends KubeObject> {
  readonly client: Client
  readonly owner: Owner
  readonly ownerKind: Kind<Owner>
  readonly kind: Kind<T>
  matches(object: T): boolean
}

/** Those of `objects` that belong to the owner, after adopting and releasing. */
export function claim<Owner extends KubeObject, T extends KubeObject>(claims: Claim<Owner, T>, objects: readonly T[]): T[] {
  const mayAdopt = once(() => stillThere(claims))
  return objects.filter((object) => {
    const owner = controllerOf(object)
    if (owner) {
      if (owner.uid !== claims.owner.metadata.uid) return false
      if (claims.matches(object)) return true
      if (claims.owner.metadata.deletionTimestamp === undefined) release(claims, object)
      return false
    }
    if (claims.owner.metadata.deletionTimestamp !== undefined || object.metadata.deletionTimestamp !== undefined || !claims.matches(object)) return false
    return mayAdopt() && adopt(claims, object)
  })
}

/** Asks the server, not the cache: an owner that is being deleted must not adopt. */
function stillThere<Owner extends KubeObject, T extends KubeObject>({ client, owner, ownerKind }: Claim<Owner, T>): boolean {
  const fresh = client.find(ownerKind, owner.metadata.name, owner.metadata.namespace)
  return fresh?.metadata.uid === owner.metadata.uid && fresh.metadata.deletionTimestamp === undefined
}

function adopt<Owner extends KubeObject, T extends KubeObject>({ client, owner, kind }: Claim<Owner, T>, object: T): boolean {
  const { uid, name, namespace = '' } = object.metadata
  return unlessGone(() => client.patch(kind, name, namespace, { metadata: { ownerReferences: [controllerReference(owner)], uid } }))
}

function release<Owner extends KubeObject, T extends KubeObject>({ client, owner, kind }: Claim<Owner, T>, object: T): void {
  const { uid, name, namespace = '' } = object.metadata
  unlessGone(() => client.patch(kind, name, namespace, { metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }], uid } }))
}

/** Does `change`; false if the object is gone, or is another one of the same name, or has lost the reference meanwhile. */
function unlessGone(change: () => void): boolean {
  try {
    change()
    return true
  } catch (error) {
    if (isNotFound(error) || isReason(error, 'Invalid')) return false
    throw error
  }
}

function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined
  return () => (answer ??= ask())
}
