/** What the garbage collector writes. Each write names the version that was judged, so that a newer one is judged anew. */
import { keyOf } from '../../../api/object.ts'
import { isNotFound } from '../../../api/status.ts'
import type { OwnerReference } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import type { Node } from './graph.ts'

export function remove(client: Client, { kind, object }: Node, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): void {
  const { name, namespace = '', uid, resourceVersion } = object.metadata
  const preconditions = object.metadata.ownerReferences?.length ? { uid, resourceVersion } : { uid }
  client.delete(kind, name, namespace, { preconditions, propagationPolicy })
}

export function dropReferences(client: Client, node: Node, uids: readonly string[]): void {
  const left = node.object.metadata.ownerReferences?.filter((reference) => !uids.includes(reference.uid)) ?? []
  patchReferences(client, node, left)
}

export function patchReferences(client: Client, { kind, object }: Node, ownerReferences: readonly OwnerReference[]): void {
  const { name, namespace } = keyOf(object)
  const { uid, resourceVersion } = object.metadata
  const metadata = { uid, resourceVersion, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null }
  try {
    client.patch(kind, name, namespace, { metadata }, 'application/merge-patch+json')
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

export function dropFinalizer(client: Client, { kind, object }: Node, finalizer: string): void {
  const { name, namespace } = keyOf(object)
  const { uid, resourceVersion, finalizers = [] } = object.metadata
  const metadata = { uid, resourceVersion, finalizers: finalizers.filter((other) => other !== finalizer) }
  client.patch(kind, name, namespace, { metadata }, 'application/merge-patch+json')
}
