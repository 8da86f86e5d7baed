/**
 * A kubelet writes only about itself: its node, its lease, its pods. Models plugin/pkg/admission/noderestriction.
 * Left out: resource slices.
 */
import { csiNodes, leases, nodes, persistentVolumeClaims, pods, serviceAccounts } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { notFound } from '../../../api/status.ts'
import type { AuthenticationV1TokenRequest, Node, PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import { nodeOf } from '../authorization/node.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'
import { forbiddenLabels } from './node-labels.ts'

export const nodeRestriction = defineAdmission({
  name: 'NodeRestriction',
  about: [pods, nodes, leases, serviceAccounts, persistentVolumeClaims, csiNodes],
  admit: restrict,
  validate(attributes, context) {
    if (attributes.operation === 'DELETE') restrict(attributes, context)
  },
})

function restrict(attributes: AdmissionAttributes, context: AdmissionContext): void {
  const node = nodeOf(attributes.user)
  if (node === undefined) return
  if (node === '') throw refuse(attributes, `could not determine node from user "${attributes.user.username}"`)
  if (isAbout(attributes, pods)) restrictPod(attributes, node)
  else if (isAbout(attributes, pods, 'status')) restrictPodStatus(attributes, node)
  else if (isAbout(attributes, nodes) || isAbout(attributes, nodes, 'status')) restrictNode(attributes, node)
  else if (isAbout(attributes, leases)) restrictLease(attributes, node)
  else if (isAbout(attributes, pods, 'eviction')) restrictEviction(attributes, node, context)
  else if (isAbout(attributes, serviceAccounts, 'token')) restrictToken(attributes, node, context)
  else if (isAbout(attributes, persistentVolumeClaims, 'status')) restrictClaimStatus(attributes, node)
  else if (isAbout(attributes, csiNodes)) restrictCsiNode(attributes, node)
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
  const reference = referenceOf(spec)
  if (reference) throw refuse(attributes, `node "${node}" can not create pods that reference ${reference}`)
}

/** What would let a node read more than its own pods need: a static pod lives without the API. */
function referenceOf(spec: Pod['spec']): string | undefined {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const environment = containers.flatMap(({ env = [], envFrom = [] }) => [...envFrom, ...env.map(({ valueFrom }) => ({ ...valueFrom }))]) as Record<
    string,
    unknown
  >[]
  const volumes = (spec.volumes ?? []).flatMap((volume) => [volume, ...(volume.projected?.sources ?? [])]) as unknown as Record<string, unknown>[]
  const has = (list: readonly Record<string, unknown>[], ...fields: string[]): boolean => list.some((each) => fields.some((field) => each[field]))
  if (spec.imagePullSecrets?.length || has(environment, 'secretRef', 'secretKeyRef') || has(volumes, 'secret')) return 'secrets'
  if (has(environment, 'configMapRef', 'configMapKeyRef') || has(volumes, 'configMap')) return 'configmaps'
  if (has(volumes, 'clusterTrustBundle')) return 'clustertrustbundles'
  return has(volumes, 'persistentVolumeClaim') ? 'persistentvolumeclaims' : undefined
}

function restrictEviction(attributes: AdmissionAttributes, node: string, context: AdmissionContext): void {
  const pod = context.get(pods, attributes.name, attributes.namespace)
  if (!pod) throw notFound(pods, attributes.name)
  if (pod.spec.nodeName !== node) throw refuse(attributes, `node ${node} can only evict pods with spec.nodeName set to itself`)
}

function restrictToken(attributes: AdmissionAttributes, node: string, context: AdmissionContext): void {
  const reference = (attributes.object as unknown as AuthenticationV1TokenRequest).spec.boundObjectRef
  if (reference?.apiVersion !== 'v1' || reference.kind !== 'Pod' || !reference.name) throw refuse(attributes, 'node requested token not bound to a pod')
  if (!reference.uid) throw refuse(attributes, 'node requested token with a pod binding without a uid')
  const pod = context.get(pods, reference.name, attributes.namespace)
  if (!pod) throw notFound(pods, reference.name)
  if (reference.uid !== pod.metadata.uid)
    throw refuse(
      attributes,
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  if (pod.spec.nodeName !== node) throw refuse(attributes, 'node requested token bound to a pod scheduled on a different node')
}

/** How large the volume is now, and what goes on with it, is all that a node may say of a claim. */
function restrictClaimStatus(attributes: AdmissionAttributes, node: string): void {
  const rest = (claim: PersistentVolumeClaim): object => {
    const { resourceVersion: _version, managedFields: _fields, ...metadata } = claim.metadata
    const { capacity: _capacity, conditions: _conditions, allocatedResources: _resources, allocatedResourceStatuses: _statuses, ...status } = claim.status ?? {}
    return { spec: claim.spec, metadata, status }
  }
  const [object, old] = [attributes.object, attributes.oldObject] as unknown as readonly [PersistentVolumeClaim, PersistentVolumeClaim]
  if (!deepEqual(rest(object), rest(old)))
    throw refuse(attributes, `node "${node}" is not allowed to update fields other than status.capacity and status.conditions`)
}

function restrictCsiNode(attributes: AdmissionAttributes, node: string): void {
  if ((attributes.name || attributes.object?.metadata.name) !== node)
    throw refuse(attributes, 'can only access CSINode with the same name as the requesting node')
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
  if (labels.length > 0)
    throw refuse(
      attributes,
      old ? `is not allowed to modify labels: ${labels.join(', ')}` : `node "${node}" is not allowed to set the following labels: ${labels.join(', ')}`,
    )
  if (old && !deepEqual(object.spec?.taints ?? [], old.spec?.taints ?? [])) throw refuse(attributes, `node "${node}" is not allowed to modify taints`)
}

function restrictLease(attributes: AdmissionAttributes, node: string): void {
  if (attributes.namespace !== 'kube-node-lease') throw refuse(attributes, 'can only access leases in the "kube-node-lease" system namespace')
  const name = attributes.name || attributes.object?.metadata.name
  if (name !== node) throw refuse(attributes, 'can only access node lease with the same name as the requesting node')
}
