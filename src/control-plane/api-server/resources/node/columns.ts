/** What `kubectl get nodes` shows. Models printNode of pkg/printers/internalversion. */
import type { Node, NodeAddress } from '../../../../api/types.ts'
import type { Column } from '../../resource.ts'
import { age } from '../age.ts'

export const nodeColumns: readonly Column<Node>[] = [
  { name: 'Status', cell: statusOf },
  { name: 'Roles', cell: rolesOf },
  age,
  { name: 'Version', cell: (node) => node.status?.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', priority: 1, cell: (node) => address(node, 'InternalIP') },
  { name: 'External-IP', priority: 1, cell: (node) => address(node, 'ExternalIP') },
  { name: 'OS-Image', priority: 1, cell: (node) => node.status?.nodeInfo?.osImage || '<unknown>' },
  { name: 'Kernel-Version', priority: 1, cell: (node) => node.status?.nodeInfo?.kernelVersion || '<unknown>' },
  { name: 'Container-Runtime', priority: 1, cell: (node) => node.status?.nodeInfo?.containerRuntimeVersion || '<unknown>' },
]

function statusOf(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return node.spec?.unschedulable ? `${text},SchedulingDisabled` : text
}

/** From labels `node-role.kubernetes.io/<role>` and the older `kubernetes.io/role=<role>`. */
function rolesOf(node: Node): string {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    const role = key.startsWith('node-role.kubernetes.io/') ? key.slice('node-role.kubernetes.io/'.length) : key === 'kubernetes.io/role' ? value : ''
    if (role !== '') roles.add(role)
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',')
}

const address = (node: Node, type: NodeAddress['type']): string => node.status?.addresses?.find((each) => each.type === type)?.address ?? '<none>'
