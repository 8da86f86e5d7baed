import type { Pod } from '../../../api/types.ts'
import { kubeletOf } from './pod-on-node.ts'
import { isPod, type Subresource } from './subresource.ts'

/** Connections to ports of a pod, carried by the kubelet of its node. Models pkg/registry/core/pod/rest/subresources.go. */
export const portForward: Subresource = {
  name: 'portforward',
  verbs: ['create', 'get'],
  serves: () => ({ kind: 'PodPortForwardOptions' }),
  of: isPod,
  handle(call) {
    const { info, definition, registry } = call
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    // A WebSocket begins with GET; it must not need less than POST does.
    if (info.verb === 'get') call.allow('create')
    const kubelet = kubeletOf(call, pod)
    const open = new Set<() => void>()
    return {
      status: 101,
      headers: {},
      stream: {
        kind: 'ports',
        open(port) {
          const connection = kubelet.portForward({ namespace: info.namespace, name: info.name }, port)
          open.add(() => connection.close())
          return connection
        },
        close() {
          for (const close of open) close()
        },
      },
    }
  },
}
