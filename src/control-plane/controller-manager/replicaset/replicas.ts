import { pods } from '../../../api/kinds.ts'
import { controllerReference } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import type { Pod, PodTemplateSpec, ReplicaSet } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'

/** As many pods as one sync creates or deletes at most. */
const burst = 500

/**
 * Creates `count` pods in batches of 1, 2, 4, …: if the first is refused (quota, say) the others are not tried.
 * @throws StatusError of the first refusal
 */
export function createPods(context: ControllerContext, replicaSet: ReplicaSet, count: number): void {
  let left = Math.min(count, burst)
  for (let batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left)
    const refusals = Array.from({ length: size }, () => createPod(context, replicaSet)).filter((refusal) => refusal !== undefined)
    if (refusals[0]) throw refusals[0]
    left -= size
  }
}

function createPod(context: ControllerContext, replicaSet: ReplicaSet): StatusError | undefined {
  try {
    const pod = context.client.create(pods, podFrom(replicaSet), replicaSet.metadata.namespace)
    context.events.record(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    return undefined
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    // The namespace is going away: everything in it will, this ReplicaSet too.
    if (isNamespaceTerminating(error)) return undefined
    context.events.record(replicaSet, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    return error
  }
}

/** Shares its parts with the template: the server copies what it stores. */
function podFrom(replicaSet: ReplicaSet): Pod {
  const { metadata, spec } = replicaSet.spec.template as PodTemplateSpec
  const { labels, annotations, finalizers } = metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${replicaSet.metadata.name}-`,
      namespace: replicaSet.metadata.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(replicaSet)],
    } as Pod['metadata'],
    spec,
  }
}

/** @throws StatusError of the first refusal, after trying all */
export function deletePods(context: ControllerContext, replicaSet: ReplicaSet, victims: readonly Pod[]): void {
  let refusal: StatusError | undefined
  for (const pod of victims.slice(0, burst)) refusal ??= deletePod(context, replicaSet, pod)
  if (refusal) throw refusal
}

function deletePod(context: ControllerContext, replicaSet: ReplicaSet, pod: Pod): StatusError | undefined {
  try {
    context.client.delete(pods, pod.metadata.name, pod.metadata.namespace)
    context.events.record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    return undefined
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.reason === 'NotFound') return undefined
    context.events.record(replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    return error
  }
}
