/** kubeadm's phase mark-control-plane: labels and taint of the node. The kubelet itself must not give its node a role. */

import { nodes } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'

const role = 'node-role.kubernetes.io/control-plane'

export function markControlPlane(client: Client, node: string): void {
  const labels = { [role]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
  client.patch(nodes, node, '', { metadata: { labels }, spec: { taints: [{ key: role, effect: 'NoSchedule' }] } })
}
