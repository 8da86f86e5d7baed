import { queryValue, queryValues } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import { containerNamed, kubeletOf } from './pod-on-node.ts'
import { isPod, type Subresource } from './subresource.ts'

/** A process in a running container, started by the kubelet of the pod's node. */
export const exec: Subresource = {
  name: 'exec',
  verbs: ['create', 'get'],
  serves: () => ({ kind: 'PodExecOptions' }),
  of: isPod,
  handle(call) {
    const { request, info, definition, registry } = call
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    const container = containerNamed(pod, queryValue(request, 'container'), 'exec')
    const command = queryValues(request, 'command')
    if (command.length === 0) throw badRequest('you must specify at least 1 command for the container')
    const flag = (name: string): boolean => ['true', '1'].includes(queryValue(request, name) ?? '')
    const session = kubeletOf(call, pod).exec({ namespace: info.namespace, name: info.name }, container, command, { stdin: flag('stdin'), tty: flag('tty') })
    return { status: 101, headers: {}, stream: { kind: 'exec', session } }
  },
}
