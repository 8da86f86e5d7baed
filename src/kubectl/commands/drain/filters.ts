/** Which pods of a node drain may take away, and which stand in its way. Models kubectl pkg/drain/filters.go. */
import { isNotFound } from '../../../api/status.ts'
import { timeOf } from '../../../api/time.ts'
import type { OwnerReference, Pod } from '../../../api/types.ts'

export interface Verdict {
  readonly pod: Pod
  readonly remove: boolean
  readonly warning?: string
  readonly error?: string
}

export interface Permission {
  readonly force: boolean
  readonly ignoreDaemonSets: boolean
  readonly deleteEmptyDirData: boolean
  /** Seconds; a pod that has been going for longer does not count any more. 0 for never. */
  readonly skipAfter: number
  /** Milliseconds since the epoch. */
  now(): number
  /** Throws StatusError if there is none. */
  daemonSet(namespace: string, name: string): Promise<unknown>
}

type Opinion = { readonly remove: boolean; readonly warning?: string; readonly error?: string }
const fine: Opinion = { remove: true }
const skip: Opinion = { remove: false }
const refuse = (error: string): Opinion => ({ remove: false, error })

/** Each filter in turn, until one does not let the pod go; the last opinion counts. */
export async function verdict(pod: Pod, may: Permission): Promise<Verdict> {
  let opinion = fine
  for (const filter of [goingTooLong, ofDaemonSet, mirror, localStorage, unmanaged]) {
    opinion = await filter(pod, may)
    if (!opinion.remove) break
  }
  return { pod, ...opinion }
}

/** Whether the pod has been going for so long that nobody should wait for it. */
export function isStuck({ metadata }: Pod, { skipAfter, now }: Pick<Permission, 'skipAfter' | 'now'>): boolean {
  const since = timeOf(metadata.deletionTimestamp)
  return skipAfter > 0 && since !== undefined && Math.trunc((now() - since) / 1000) > skipAfter
}

const goingTooLong = (pod: Pod, may: Permission): Opinion => (isStuck(pod, may) ? skip : fine)

async function ofDaemonSet(pod: Pod, may: Permission): Promise<Opinion> {
  const owner = controllerOf(pod)
  if (owner?.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1' || isOver(pod)) return fine
  try {
    await may.daemonSet(pod.metadata.namespace ?? '', owner.name)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return isNotFound(error) && may.force ? { remove: true, warning: error.message } : refuse(error.message)
  }
  if (!may.ignoreDaemonSets) return refuse('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)')
  return { remove: false, warning: 'ignoring DaemonSet-managed Pods' }
}

const mirror = ({ metadata }: Pod): Opinion => (metadata.annotations?.['kubernetes.io/config.mirror'] === undefined ? fine : skip)

function localStorage(pod: Pod, may: Permission): Opinion {
  if (!pod.spec?.volumes?.some((volume) => volume.emptyDir) || isOver(pod)) return fine
  if (!may.deleteEmptyDirData) return refuse('Pods with local storage (use --delete-emptydir-data to override)')
  return { remove: true, warning: 'deleting Pods with local storage' }
}

function unmanaged(pod: Pod, may: Permission): Opinion {
  if (isOver(pod) || controllerOf(pod)) return fine
  if (!may.force) return refuse('Pods that declare no controller (use --force to override)')
  return { remove: true, warning: 'deleting Pods that declare no controller' }
}

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

const controllerOf = ({ metadata }: Pod): OwnerReference | undefined => metadata.ownerReferences?.find(({ controller }) => controller)
