/** Deletes jobs that are done and have been for as long as they ask to be kept. Models pkg/controller/ttlafterfinished. */
import { jobs } from '../../api/kinds.ts'
import { keyOf } from '../../api/object.ts'
import { isNotFound } from '../../api/status.ts'
import { parseTime } from '../../api/time.ts'
import type { Job } from '../../api/types.ts'
import { type ControllerContext, defineController } from '../../client/controller.ts'
import { isTerminating } from './pod-state.ts'

export const ttlAfterFinishedController = defineController<Job>({
  name: 'ttl-after-finished-controller',
  for: jobs,
  reconcile(context, key) {
    const job = context.lister(jobs).get(key.name, key.namespace)
    const expiry = job && expiryOf(job)
    if (!job || expiry === undefined) return
    const left = expiry - context.clock.now()
    if (left > 0) context.enqueue(key, left)
    else remove(context, job)
  },
})

function expiryOf(job: Job): number | undefined {
  const ttl = job.spec?.ttlSecondsAfterFinished
  if (ttl === undefined || isTerminating(job)) return undefined
  const finished = job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')
  return finished?.lastTransitionTime === undefined ? undefined : parseTime(finished.lastTransitionTime) + ttl * 1000
}

/** Its pods first. */
function remove({ client }: ControllerContext, job: Job): void {
  const { name, namespace } = keyOf(job)
  try {
    client.delete(jobs, name, namespace, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
