/** Makes and deletes the pods of a job. */
import { pods } from '../../../api/kinds.ts'
import { controllerReference, deepCopy } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { Container, Job, Pod, PodTemplateSpec } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { release, trackingFinalizer } from './counting.ts'
import { failuresKey, indexKey } from './indexes.ts'
import type { Round } from './job.ts'

/** Which completion a pod works on, and how often that has failed. */
interface Place {
  readonly index: number
  readonly failures: number
}

/** One pod for each place, in batches of 1, 2, 4, …: if one is refused those after its batch are not tried. @returns how many. @throws StatusError */
export function createPods(context: ControllerContext, job: Job, places: readonly (Place | undefined)[]): number {
  let refusal: StatusError | undefined
  let at = 0
  for (let batch = 1; at < places.length && !refusal; batch *= 2) {
    for (const place of places.slice(at, at + batch)) refusal = createPod(context, job, place) ?? refusal
    at += batch
  }
  if (refusal) throw refusal
  return places.length
}

function createPod({ client, events }: ControllerContext, job: Job, place: Place | undefined): StatusError | undefined {
  try {
    const pod = client.create(pods, podFor(job, place), job.metadata.namespace)
    events.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    return undefined
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (isNamespaceTerminating(error)) return undefined
    events.record(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    return error
  }
}

function podFor(job: Job, place: Place | undefined): Pod {
  const { metadata, spec = { containers: [] } } = deepCopy(job.spec?.template) as PodTemplateSpec
  const index = place === undefined ? undefined : String(place.index)
  const counted = index !== undefined && job.spec?.backoffLimitPerIndex !== undefined ? { [failuresKey]: String(place?.failures ?? 0) } : {}
  const annotations = { ...metadata?.annotations, ...(index === undefined ? {} : { [indexKey]: index }), ...counted }
  if (index !== undefined) {
    spec.hostname = `${job.metadata.name}-${index}`
    for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) addIndexVariable(container)
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: index === undefined ? `${job.metadata.name}-` : `${job.metadata.name}-${index}-`,
      namespace: job.metadata.namespace,
      labels: { ...metadata?.labels, ...(index === undefined ? {} : { [indexKey]: index }) },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      finalizers: [...(metadata?.finalizers ?? []), trackingFinalizer],
      ownerReferences: [controllerReference(job)],
    } as unknown as Pod['metadata'],
    spec,
  }
}

function addIndexVariable(container: Container): void {
  const name = 'JOB_COMPLETION_INDEX'
  if (container.env?.some((variable) => variable.name === name)) return
  container.env = [...(container.env ?? []), { name, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } }]
}

/** Pods that the job gives up by itself: they are counted as nothing. @throws StatusError of the first refusal */
export function deletePods(context: ControllerContext, job: Job, victims: readonly Pod[]): void {
  let refusal: StatusError | undefined
  for (const pod of victims) {
    release(context, pod)
    refusal = deletePod(context, job, pod) ?? refusal
  }
  if (refusal) throw refusal
}

function deletePod({ client, events }: ControllerContext, job: Job, { metadata }: Pod): StatusError | undefined {
  try {
    client.delete(pods, metadata.name, metadata.namespace)
    events.record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`)
    return undefined
  } catch (error) {
    if (isNotFound(error)) return undefined
    if (!(error instanceof StatusError)) throw error
    events.record(job, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    return error
  }
}

/** All that still run when the job has come to its end. @returns how many those were; they are ending now. */
export function deleteActive(context: ControllerContext, { job, active }: Round): number {
  for (const pod of active) {
    const refusal = deletePod(context, job, pod)
    if (refusal) throw refusal
  }
  job.status.ready = 0
  job.status.terminating = (job.status.terminating ?? 0) + active.length
  return active.length
}
