import { queryValue } from '../../../api/request.ts'
import type { Pod } from '../../../api/types.ts'
import { containerNamed, kubeletOf, sessionWith, streamOptions } from './pod-on-node.ts'
import { isPod, type Subresource } from './subresource.ts'

/** The main process of a container: what it prints from now on, and its standard input if it has one. */
export const attach: Subresource = {
  name: 'attach',
  verbs: ['create', 'get'],
  serves: () => ({ kind: 'PodAttachOptions' }),
  of: isPod,
  connect: streamOptions,
  handle(call) {
    const { request, info, definition, registry } = call
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    // A WebSocket begins with GET; it must not need less than POST does.
    if (info.verb === 'get') call.allow('create')
    const container = containerNamed(pod, queryValue(request, 'container'), 'exec')
    const kubelet = kubeletOf(call, pod)
    return sessionWith(() => kubelet.attach({ namespace: info.namespace, name: info.name }, container))
  },
}
