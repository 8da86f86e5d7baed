/** `kubectl debug node/NAME`: a pod on a node, with what belongs to the node. */
import { pathOf, pods } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { nameSuffix } from '../../name-suffix.ts'
import { request } from '../../rest.ts'
import { asStruct } from '../../struct.ts'
import { customised } from './custom.ts'
import { keepOf } from './flags.ts'
import { applyProfile } from './profiles.ts'
import { newContainer, type Started, type Wanted } from './wanted.ts'

/** Creates the pod in the namespace in force. Throws StatusError. */
export async function debugOnNode(wanted: Wanted, node: string): Promise<Started> {
  const { invocation } = wanted
  const { io, flags: given } = invocation
  const container = given.container || 'debugger'
  const name = `node-debugger-${node}-${nameSuffix(io.random)}`
  if (!given.quiet) io.stdout(`Creating debugging pod ${name} with container ${container} on node ${node}.\n`)
  const body = asStruct(podOn(wanted, node, name, container) as unknown as AnyObject)
  const { name: namespace } = await invocation.namespace()
  const pod = await request<Pod>(await invocation.transport(), 'POST', pathOf(pods, namespace), { body })
  return { pod, container }
}

function podOn(wanted: Wanted, node: string, name: string, containerName: string): Pod {
  const { invocation, profile, custom } = wanted
  const container = newContainer(wanted, containerName)
  const pod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: { containers: [container], nodeName: node, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  } as unknown as Pod
  applyProfile(profile.node, pod, container, keepOf(invocation.flags))
  pod.spec.containers = [customised(container, custom)]
  return pod
}
