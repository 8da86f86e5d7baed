/**
 * A kubelet writes only about itself: its node, its lease, its pods. Models plugin/pkg/admission/noderestriction.
 * Not simulated: claims, CSI nodes, resource slices, and what a token that a kubelet asks for is bound to.
 */
import { leases, nodes, pods } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { Node, Pod } from '../../../api/types.ts'
import { nodeOf } from '../authorization/node.ts'
import { type AdmissionAttributes, defineAdmission, isAbout, refuse } from './admission.ts'
import { forbiddenLabels } from './node-labels.ts'

export const nodeRestriction = defineAdmission({
  name: 'NodeRestriction',
  admit: restrict,
  validate(attributes) {
    if (attributes.operation === 'DELETE') restrict(attributes)
  },
})

function restrict(attributes: AdmissionAttributes): void {
  const node = nodeOf(attributes.user)
  if (node === undefined) return
  if (node === '') throw refuse(attributes, `could not determine node from user "${attributes.user.username}"`)
  if (isAbout(attributes, pods)) restrictPod(attributes, node)
  else if (isAbout(attributes, pods, 'status')) restrictPodStatus(attributes, node)
  else if (isAbout(attributes, nodes) || isAbout(attributes, nodes, 'status')) restrictNode(attributes, node)
  else if (isAbout(attributes, leases)) restrictLease(attributes, node)
}

function restrictPod(attributes: AdmissionAttributes, node: string): void {
  const { operation } = attributes
  if (operation === 'DELETE') {
    const old = attributes.oldObject as unknown as Pod | undefined
    if (old?.spec?.nodeName !== node) throw refuse(attributes, `node "${node}" can only delete pods with spec.nodeName set to itself`)
    return
  }
  if (operation !== 'CREATE') throw refuse(attributes, `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`)
  const { metadata, spec } = attributes.object as unknown as Pod
  const mirror = 'kubernetes.io/config.mirror'
  if (!(mirror in (metadata.annotations ?? {})))
    throw refuse(attributes, `pod does not have "${mirror}" annotation, node "${node}" can only create mirror pods`)
  if (spec?.nodeName !== node) throw refuse(attributes, `node "${node}" can only create pods with spec.nodeName set to itself`)
  const owners = metadata.ownerReferences ?? []
  if (owners.length > 1) throw refuse(attributes, `node "${node}" can only create pods with a single owner reference set to itself`)
  if (owners[0]?.apiVersion !== 'v1' || owners[0].kind !== 'Node' || owners[0].name !== node)
    throw refuse(attributes, `node "${node}" can only create pods with an owner reference set to itself`)
  if (spec.serviceAccountName) throw refuse(attributes, `node "${node}" can not create pods that reference a service account`)
}

function restrictPodStatus(attributes: AdmissionAttributes, node: string): void {
  const old = attributes.oldObject as unknown as Pod
  if (old.spec?.nodeName !== node) throw refuse(attributes, `node "${node}" can only update pod status for pods with spec.nodeName set to itself`)
  if (!deepEqual(old.metadata.labels ?? {}, attributes.object?.metadata.labels ?? {}))
    throw refuse(attributes, `node "${node}" cannot update labels through pod status`)
}

function restrictNode(attributes: AdmissionAttributes, node: string): void {
  const name = attributes.name || attributes.object?.metadata.name || ''
  if (name !== node) throw refuse(attributes, `node "${node}" is not allowed to modify node "${name}"`)
  const object = attributes.object as unknown as Node | undefined
  const old = attributes.oldObject as unknown as Node | undefined
  if (!object) return
  const labels = forbiddenLabels(object.metadata.labels ?? {}, old?.metadata.labels ?? {})
  if (labels.length > 0) throw refuse(attributes, `is not allowed to ${old ? 'modify' : 'set the following'} labels: ${labels.join(', ')}`)
  if (old && !deepEqual(object.spec?.taints ?? [], old.spec?.taints ?? [])) throw refuse(attributes, `node "${node}" is not allowed to modify taints`)
}

function restrictLease(attributes: AdmissionAttributes, node: string): void {
  if (attributes.namespace !== 'kube-node-lease') throw refuse(attributes, 'can only access leases in the "kube-node-lease" system namespace')
  const name = attributes.name || attributes.object?.metadata.name
  if (name !== node) throw refuse(attributes, 'can only access node lease with the same name as the requesting node')
}
