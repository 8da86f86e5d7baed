/** Makes and deletes the pods of a daemon set. Models syncNodes and CreatePodTemplate of pkg/controller/daemon. */
import { pods } from '../../../api/kinds.ts'
import { controllerReference, shallowCopy } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { DaemonSet, NodeAffinity, Pod, PodTemplateSpec } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import type { Round } from './daemonset.ts'
import { tolerationsOf } from './nodes.ts'

export const hashLabel = 'controller-revision-hash'
const generationLabel = 'pod-template-generation'

/** As many pods as one round creates or deletes at most. */
const burst = 250

export interface Changes {
  /** Names of nodes that get a pod. */
  readonly create: readonly string[]
  readonly remove: readonly Pod[]
}

/** @throws StatusError of the first refusal. Creates in batches of 1, 2, 4, …: if one is refused those after its batch are not tried. */
export function changePods(context: ControllerContext, { set, hash }: Round, { create, remove }: Changes): void {
  let refusal: StatusError | undefined
  let at = 0
  const wanted = create.slice(0, burst)
  for (let batch = 1; at < wanted.length && !refusal; batch *= 2) {
    for (const node of wanted.slice(at, at + batch)) refusal = createPod(context, set, node, hash) ?? refusal
    at += batch
  }
  for (const pod of remove.slice(0, burst)) refusal = deletePod(context, set, pod) ?? refusal
  if (refusal) throw refusal
}

function createPod({ client, events }: ControllerContext, set: DaemonSet, node: string, hash: string): StatusError | undefined {
  try {
    const pod = client.create(pods, podFor(set, node, hash), set.metadata.namespace)
    events.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    return undefined
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (isNamespaceTerminating(error)) return undefined
    events.record(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    return error
  }
}

function deletePod({ client, events }: ControllerContext, set: DaemonSet, { metadata }: Pod): StatusError | undefined {
  try {
    client.delete(pods, metadata.name, metadata.namespace)
    events.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
    return undefined
  } catch (error) {
    if (isNotFound(error)) return undefined
    if (!(error instanceof StatusError)) throw error
    events.record(set, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    return error
  }
}

/** Shares its parts with the template: the server copies what it stores. */
function podFor(set: DaemonSet, node: string, hash: string): Pod {
  const { metadata, spec: given = { containers: [] } } = (set.spec?.template ?? {}) as PodTemplateSpec
  const spec = shallowCopy(given)
  spec.tolerations = tolerationsOf(given)
  spec.affinity = shallowCopy(given.affinity ?? {})
  spec.affinity.nodeAffinity = onlyOn(node, given.affinity?.nodeAffinity)
  const labels: Record<string, string> = shallowCopy(metadata?.labels ?? {})
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation']
  if (generation) labels[generationLabel] = generation
  labels[hashLabel] = hash
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels,
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerReference(set)],
    } as unknown as Pod['metadata'],
    spec,
  }
}

/** Each way to fulfil the affinity, narrowed down to this node. */
function onlyOn(node: string, affinity: NodeAffinity | undefined): NodeAffinity {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  return { ...affinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } }
}
