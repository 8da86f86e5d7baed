import { type AnyObject, shallowCopy } from '../../../api/object.ts'
import { badRequest, conflict } from '../../../api/status.ts'
import type { Binding, Pod } from '../../../api/types.ts'
import { created, success } from '../encoding/respond.ts'
import { isPod, type Subresource } from './subresource.ts'

/** How a scheduler assigns a pod to a node: once, and not while it is being deleted. Models pkg/registry/core/pod/storage. */
export const binding: Subresource = {
  name: 'binding',
  verbs: ['create'],
  serves: () => ({ kind: 'Binding' }),
  of: isPod,
  handle({ info, definition, registry, write, decode }) {
    const { object } = decode('Binding', 'Binding', 'v1') as unknown as { object: Binding & AnyObject }
    if (object.target?.kind && object.target.kind !== 'Node')
      throw badRequest(
        `Binding "${info.name}" is invalid: target.kind: Unsupported value: ${JSON.stringify(object.target.kind)}: supported values: "Node", "<empty>"`,
      )
    if (!object.target?.name) throw badRequest('target.name: Required value')
    registry.update(
      { definition, namespace: info.namespace, name: info.name, subresource: 'binding' },
      (current) => assign(current, object.target.name as string, object, registry.context(write.user).timestamp),
      write,
    )
    return created({ ...success(), code: 201 })
  },
}

function assign(current: AnyObject, node: string, binding: AnyObject, timestamp: string): AnyObject {
  // A copy of what changes; the rest is shared with the pod as it was.
  const pod = shallowCopy(current) as unknown as Pod
  pod.metadata = shallowCopy(pod.metadata)
  pod.spec = shallowCopy(pod.spec)
  const { name } = pod.metadata
  const kind = { group: '', plural: 'pods/binding' }
  if (binding.metadata?.uid && binding.metadata.uid !== pod.metadata.uid)
    throw conflict(kind, name, `Precondition failed: UID in precondition: ${binding.metadata.uid}, UID in object meta: ${pod.metadata.uid}`)
  if (pod.metadata.deletionTimestamp) throw conflict(kind, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  if (pod.spec.nodeName) throw conflict(kind, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  pod.spec.nodeName = node
  const annotations = binding.metadata?.annotations
  if (annotations && Object.keys(annotations).length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations }
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: timestamp as never, observedGeneration: pod.metadata.generation as number }
  const status = shallowCopy(pod.status ?? {})
  // Room that was kept for it is no longer needed.
  if (status.nominatedNodeName !== undefined) delete status.nominatedNodeName
  status.conditions = others.concat(scheduled)
  pod.status = status
  return pod as unknown as AnyObject
}
