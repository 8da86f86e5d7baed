/** How many pods there should be, which only those know who made them. Models getExpectedPodCount of pkg/controller/disruption. */
import { deployments, groupResource, type Kind, replicaSets, replicationControllers, statefulSets } from '../../../api/kinds.ts'
import { controllerOf, type KubeObject } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { OwnerReference, Pod, PodDisruptionBudget } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { discover } from '../../../client/discovery.ts'

export interface Expected {
  readonly count: number
  /** How many must be healthy. */
  readonly desired: number
  /** Some pods belong to nobody. */
  readonly unmanaged: boolean
}

export interface Uncountable {
  readonly why: string
}

type Scaled = KubeObject & { spec?: { replicas?: number } }

/** The kinds whose sizes are known from caches. */
export const scaledKinds: readonly Kind<any>[] = [replicationControllers, deployments, replicaSets, statefulSets]

export function expectedPods(context: ControllerContext, { spec = {} }: PodDisruptionBudget, pods: readonly Pod[]): Expected | Uncountable {
  const { minAvailable, maxUnavailable } = spec
  if (typeof minAvailable === 'number' && maxUnavailable === undefined) return { count: pods.length, desired: minAvailable, unmanaged: false }
  if (minAvailable === undefined && maxUnavailable === undefined) return { count: 0, desired: 0, unmanaged: false }
  const scale = scaleOf(context, pods)
  if ('why' in scale) return scale
  const { count, unmanaged } = scale
  const desired = maxUnavailable === undefined ? amount(minAvailable ?? 0, count) : Math.max(0, count - amount(maxUnavailable, count))
  return { count, desired, unmanaged }
}

/** Parts of a pod are whole ones. */
const amount = (value: number | string, of: number): number => (typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100))

function scaleOf(context: ControllerContext, pods: readonly Pod[]): { count: number; unmanaged: boolean } | Uncountable {
  const sizes = new Map<string, number>()
  let unmanaged = false
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (!owner) unmanaged = true
    else if (!sizes.has(owner.uid)) {
      const found = sizeOf(context, owner, pod.metadata.namespace ?? '')
      if (found === undefined) return { why: `found no controllers for pod ${JSON.stringify(pod.metadata.name)}` }
      if ('why' in found) return found
      sizes.set(found.uid, found.size)
      // A deployment answers for its replica sets, each of which is seen by pods of its own.
      if (found.uid !== owner.uid) sizes.set(owner.uid, 0)
    }
  }
  return { count: [...sizes.values()].reduce((sum, size) => sum + size, 0), unmanaged }
}

/** The object that says how many pods there are, and how many it says; undefined if it is gone. */
function sizeOf(context: ControllerContext, owner: OwnerReference, namespace: string): { uid: string; size: number } | Uncountable | undefined {
  const known = scaledKinds.find((kind) => kind.kind === owner.kind && owner.apiVersion.split('/').at(-2) === (kind.group || undefined))
  if (!known) return fromScale(context, owner, namespace)
  const found = context.lister(known).get(owner.name, namespace) as Scaled | undefined
  if (found?.metadata.uid !== owner.uid) return undefined
  const above = known === replicaSets ? controllerOf(found) : undefined
  if (above?.kind === 'Deployment') return sizeOf(context, above, namespace)
  return { uid: owner.uid, size: found.spec?.replicas ?? 1 }
}

/** Any other kind is asked for its scale. */
function fromScale({ client }: ControllerContext, owner: OwnerReference, namespace: string): { uid: string; size: number } | Uncountable | undefined {
  const kind = discover(client).find(
    ({ kind, group }) => kind === owner.kind && group === (owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : ''),
  )
  if (!kind) return undefined
  try {
    return { uid: owner.uid, size: client.scaleOf(kind, owner.name, namespace).spec?.replicas ?? 0 }
  } catch (error) {
    if (isNotFound(error)) return { why: `${groupResource(kind)} does not implement the scale subresource` }
    if (error instanceof StatusError) return { why: error.message }
    throw error
  }
}
