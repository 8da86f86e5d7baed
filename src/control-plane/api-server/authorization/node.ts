/**
 * The node authorizer: a kubelet may read what its own pods refer to, and write its own node, lease and pod statuses. In
 * a real cluster it keeps a graph of nodes, pods and what they mention; here the pods of the node are looked through.
 * Models plugin/pkg/auth/authorizer/node. Left out: single resource slices and claims of devices, which RBAC's rules judge.
 */
import type { UserInfo } from '../../../api/request.ts'
import type { Container, Pod, PolicyRule } from '../../../api/types.ts'
import type { Attributes, Decision } from './authorizer.ts'
import { ruleAllows } from './rules.ts'

/** What a node's rights hang on. */
export interface NodeGraph {
  /** The pods that are bound to a node. */
  pods(node: string): Iterable<Pod>
  /** The volume that a claim is bound to. */
  volumeOf(namespace: string, claim: string): string | undefined
  /** The node that a VolumeAttachment is for. */
  attachedTo(attachment: string): string | undefined
}

/** `worker-1` for the user `system:node:worker-1` in the group of nodes; empty for a node without a name, undefined for others. */
export function nodeOf({ username, groups }: UserInfo): string | undefined {
  if (!username.startsWith('system:node:') || !groups.includes('system:nodes')) return undefined
  return username.slice('system:node:'.length)
}

const allow: Decision = { allowed: true, reason: '' }
const deny = (reason = ''): Decision => ({ allowed: false, reason })
const denied = deny()

type Check = (node: string, request: Attributes, graph: NodeGraph) => Decision

const checks: Readonly<Record<string, Check>> = {
  secrets: (node, request, { pods }) => read(node, request, () => mentions(pods(node), request, secretsOf)),
  configmaps: (node, request, { pods }) => read(node, request, () => mentions(pods(node), request, configMapsOf)),
  persistentvolumeclaims: (node, request, { pods }) => claim(node, request, () => mentions(pods(node), request, claimsOf)),
  persistentvolumes: (node, request, graph) => get(node, request, () => usesVolume(node, request.name, graph)),
  'volumeattachments.storage.k8s.io': (node, request, { attachedTo }) => get(node, request, () => attachedTo(request.name) === node),
  serviceaccounts: (node, request, { pods }) => token(node, request, () => mentions(pods(node), request, (pod) => [pod.spec?.serviceAccountName ?? ''])),
  'leases.coordination.k8s.io': lease,
  'csinodes.storage.k8s.io': csiNode,
  nodes: ownNode,
  pods: ownPods,
}

export function authorizeNode(request: Attributes, rules: readonly PolicyRule[], graph: NodeGraph): Decision {
  const node = nodeOf(request.user)
  if (node === undefined) return deny()
  if (node === '') return deny(`unknown node for user "${request.user.username}"`)
  const check = request.isResource ? checks[request.group === '' ? request.resource : `${request.resource}.${request.group}`] : undefined
  if (check) return check(node, request, graph)
  return rules.some((rule) => ruleAllows(rule, request)) ? allow : denied
}

const unrelated = (node: string): Decision => deny(`no relationship found between node '${node}' and this object`)

function read(node: string, { verb, subresource, namespace, name }: Attributes, related: () => boolean): Decision {
  if (!['get', 'list', 'watch'].includes(verb)) return deny('can only read resources of this type')
  if (subresource !== '') return deny('cannot read subresource')
  if (namespace === '') return deny('can only read namespaced object of this type')
  if (name === '') return deny('No Object name found')
  return related() ? allow : unrelated(node)
}

function get(node: string, { verb, subresource, name }: Attributes, related: () => boolean): Decision {
  if (verb !== 'get') return deny('can only get individual resources of this type')
  if (subresource !== '') return deny('cannot get subresource')
  if (name === '') return deny('No Object name found')
  return related() ? allow : unrelated(node)
}

function token(node: string, { verb, subresource, name }: Attributes, related: () => boolean): Decision {
  if (verb !== 'create' || name === '') return deny('can only create tokens for individual service accounts')
  if (subresource !== 'token') return deny('can only create token subresource of serviceaccount')
  return related() ? allow : unrelated(node)
}

function claim(node: string, request: Attributes, related: () => boolean): Decision {
  if (request.subresource !== 'status') return get(node, request, related)
  if (request.verb !== 'update' && request.verb !== 'patch') return deny('can only get/update/patch this type')
  return related() ? allow : unrelated(node)
}

function csiNode(node: string, { verb, subresource, name }: Attributes): Decision {
  if (subresource !== '') return deny('cannot authorize CSINode subresources')
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb)) return deny('can only get, create, update, patch, or delete a CSINode')
  // Of what is created, the request does not say the name.
  if (verb !== 'create' && name !== node) return deny('can only access CSINode with the same name as the requesting node')
  return allow
}

/** What it writes about pods is for the admission plugin NodeRestriction to judge. */
function ownPods(node: string, { verb, subresource, namespace, name, fieldSelector = '' }: Attributes, { pods }: NodeGraph): Decision {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : deny('can only update/patch pod status')
  if (subresource === 'eviction') return verb === 'create' ? allow : deny()
  if (subresource !== '') return deny()
  if (verb === 'create' || verb === 'delete') return allow
  if (verb === 'get') return some(pods(node), (pod) => pod.metadata.namespace === namespace && pod.metadata.name === name) ? allow : unrelated(node)
  if (verb !== 'list' && verb !== 'watch') return deny()
  if (fieldSelector.split(',').some((part) => part.replace('==', '=') === `spec.nodeName=${node}`)) return allow
  return deny('can only list/watch pods with spec.nodeName field selector')
}

function lease(node: string, { verb, namespace, name }: Attributes): Decision {
  if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb)) return deny('can only get, create, update, patch, or delete a node lease')
  if (namespace !== 'kube-node-lease') return deny('can only access leases in the "kube-node-lease" system namespace')
  if (verb !== 'create' && name !== node) return deny('can only access node lease with the same name as the requesting node')
  return allow
}

function ownNode(node: string, { verb, subresource, name }: Attributes): Decision {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : deny()
  if (subresource !== '') return deny()
  // Which node it writes is for the admission plugin NodeRestriction to judge.
  if (['create', 'update', 'patch'].includes(verb)) return allow
  if (!['get', 'list', 'watch'].includes(verb)) return deny()
  if (name === node) return allow
  return deny(name === '' ? `node '${node}' cannot read all nodes, only its own Node object` : `node '${node}' cannot read '${name}', only its own Node object`)
}

const usesVolume = (node: string, volume: string, { pods, volumeOf }: NodeGraph): boolean =>
  some(pods(node), (pod) => claimsOf(pod).some((name) => name !== undefined && volumeOf(pod.metadata.namespace ?? '', name) === volume))

const mentions = (pods: Iterable<Pod>, { namespace, name }: Attributes, namesOf: (pod: Pod) => readonly (string | undefined)[]): boolean =>
  some(pods, (pod) => pod.metadata.namespace === namespace && namesOf(pod).includes(name))

function some(pods: Iterable<Pod>, holds: (pod: Pod) => boolean): boolean {
  for (const pod of pods) if (holds(pod)) return true
  return false
}

const containersOf = ({ spec }: Pod): Container[] => [
  ...(spec?.initContainers ?? []),
  ...(spec?.containers ?? []),
  ...((spec?.ephemeralContainers ?? []) as Container[]),
]

function secretsOf(pod: Pod): (string | undefined)[] {
  return [
    ...(pod.spec?.imagePullSecrets ?? []).map((reference) => reference.name),
    ...containersOf(pod).flatMap((container) => [
      ...(container.envFrom ?? []).map((source) => source.secretRef?.name),
      ...(container.env ?? []).map((variable) => variable.valueFrom?.secretKeyRef?.name),
    ]),
    ...(pod.spec?.volumes ?? []).flatMap((volume) => [volume.secret?.secretName, ...(volume.projected?.sources ?? []).map((source) => source.secret?.name)]),
  ]
}

function configMapsOf(pod: Pod): (string | undefined)[] {
  return [
    ...containersOf(pod).flatMap((container) => [
      ...(container.envFrom ?? []).map((source) => source.configMapRef?.name),
      ...(container.env ?? []).map((variable) => variable.valueFrom?.configMapKeyRef?.name),
    ]),
    ...(pod.spec?.volumes ?? []).flatMap((volume) => [volume.configMap?.name, ...(volume.projected?.sources ?? []).map((source) => source.configMap?.name)]),
  ]
}

const claimsOf = (pod: Pod): (string | undefined)[] =>
  (pod.spec?.volumes ?? []).map((volume) => volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined))
