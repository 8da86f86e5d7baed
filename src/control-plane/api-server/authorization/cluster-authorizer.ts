/**
 * Who may do what: the authorizers of this API server, asked in order until one allows. system:masters may do
 * everything; then Node and RBAC, as kubeadm sets them up. Models apiserver's union authorizer.
 */
import { clusterRoleBindings, clusterRoles, persistentVolumeClaims, pods, roleBindings, roles, volumeAttachments } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'
import type { Authorizer } from './authorizer.ts'
import { nodeRules } from './bootstrap-policy/node.ts'
import { authorizeNode, type NodeGraph, nodeOf } from './node.ts'
import { RbacAuthorizer, type RoleReader } from './rbac.ts'

export interface ClusterAuthorizer extends Authorizer {
  /** For those who must know more than yes or no: the checks against escalation. */
  readonly rbac: RbacAuthorizer
}

export function clusterAuthorizer(etcd: Etcd<AnyObject>): ClusterAuthorizer {
  const rbac = new RbacAuthorizer(roleReader(etcd))
  const graph: NodeGraph = {
    pods: podsOnNode(etcd),
    volumeOf: (namespace, claim) => etcd.get(keyFor(persistentVolumeClaims, namespace, claim))?.value.spec?.volumeName,
    attachedTo: (attachment) => etcd.get(keyFor(volumeAttachments, '', attachment))?.value.spec?.nodeName,
  }
  return {
    rbac,
    authorize(attributes) {
      if (attributes.user.groups.includes('system:masters')) return { allowed: true, reason: '' }
      const node = authorizeNode(attributes, nodeRules, graph)
      if (node.allowed) return node
      const decision = rbac.authorize(attributes)
      return decision.allowed ? decision : { allowed: false, reason: [node.reason, decision.reason].filter((reason) => reason !== '').join('\n') }
    },
    rulesFor(user, namespace) {
      const rules = rbac.rulesFor(user, namespace)
      return nodeOf(user) === undefined ? rules : { ...rules, incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' }
    },
  }
}

function roleReader(etcd: Etcd<AnyObject>): RoleReader {
  const kinds = [clusterRoles, clusterRoleBindings, roles, roleBindings]
  let version = 0
  for (const kind of kinds) etcd.watch(prefixOf(kind, ''), etcd.revision, () => version++)
  const all = <T>(prefix: string): T[] => etcd.range(prefix).items.map((entry) => entry.value as unknown as T)
  const one = <T>(key: string): T | undefined => etcd.get(key)?.value as unknown as T | undefined
  return {
    version: () => version,
    clusterRoleBindings: () => all(prefixOf(clusterRoleBindings, '')),
    roleBindings: (namespace) => all(prefixOf(roleBindings, namespace)),
    clusterRole: (name) => one(keyFor(clusterRoles, '', name)),
    role: (namespace, name) => one(keyFor(roles, namespace, name)),
  }
}

/** An index of pods by node, kept up to date by a watch, so that a kubelet's many reads stay cheap. */
function podsOnNode(etcd: Etcd<AnyObject>): NodeGraph['pods'] {
  const byNode = new Map<string, Map<string, Pod>>()
  etcd.watch(prefixOf(pods, ''), etcd.revision, ({ type, key, value, previous }) => {
    const node = value.spec?.nodeName
    const before = previous?.value.spec?.nodeName
    if (before && (type === 'delete' || before !== node)) byNode.get(before)?.delete(key)
    if (type === 'delete' || !node) return
    const onNode = byNode.get(node) ?? new Map<string, Pod>()
    byNode.set(node, onNode.set(key, value as unknown as Pod))
  })
  return (node) => byNode.get(node)?.values() ?? []
}
