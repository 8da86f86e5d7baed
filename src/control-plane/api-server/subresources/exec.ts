import { queryValue, queryValues } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import { containerNamed, kubeletOf, sessionWith, streamOptions, streams } from './pod-on-node.ts'
import { isPod, type Subresource } from './subresource.ts'

/** A process in a running container, started by the kubelet of the pod's node. */
export const exec: Subresource = {
  name: 'exec',
  verbs: ['create', 'get'],
  serves: () => ({ kind: 'PodExecOptions' }),
  of: isPod,
  connect: (request) => ({ ...streamOptions(request), command: queryValues(request, 'command') }),
  handle(call) {
    const { request, info, definition, registry } = call
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    // A WebSocket begins with GET; it must not need less than POST does.
    if (info.verb === 'get') call.allow('create')
    const container = containerNamed(pod, queryValue(request, 'container'), 'exec')
    const command = queryValues(request, 'command')
    if (command.length === 0) throw badRequest('you must specify at least 1 command for the container')
    const kubelet = kubeletOf(call, pod)
    return sessionWith(() => kubelet.exec({ namespace: info.namespace, name: info.name }, container, command, streams(request)))
  },
}
