import * as z from 'zod'
import { defineCheck } from './check.ts'
import { candidatesOf, mentionedIn, placeText, reference } from './object-condition.ts'

/** The object's own status says so: a pod is Ready, a deployment Available. */
export const condition = defineCheck({
  name: 'condition',
  schema: z.strictObject({
    object: reference,
    namespace: z.string().optional(),
    type: z.string(),
    status: z.enum(['True', 'False', 'Unknown']).default('True'),
  }),
  mentions: ({ object, namespace }) => mentionedIn({ object, namespace, where: {} }),
  evaluate(world, spec) {
    const [found] = candidatesOf(world, spec)
    if (!found) return { ok: false, seen: `no ${placeText(world, spec)}` }
    const status = (found.status?.conditions as { type: string; status: string }[] | undefined)?.find(({ type }) => type === spec.type)?.status
    return { ok: status === spec.status, seen: (status !== spec.status && stateOf(found.status)) || `${spec.type} is ${status ?? 'not said yet'}` }
  },
})

type ContainerStatuses = { state?: Record<string, { reason?: string }> }[]

interface PodStatus {
  phase?: string
  initContainerStatuses?: ContainerStatuses
  containerStatuses?: ContainerStatuses
}

/** What a pod's status says most plainly: the reason why a container waits, else the phase. */
function stateOf(status: PodStatus | undefined): string | undefined {
  const reasons = (statuses: ContainerStatuses = []) =>
    statuses.flatMap(({ state }) => Object.values(state ?? {}).map((one) => one?.reason)).filter((reason) => reason !== undefined)
  // While init containers work or fail, the others only say PodInitializing.
  const before = reasons(status?.initContainerStatuses).find((reason) => !['PodInitializing', 'Completed'].includes(reason))
  return (before && `Init:${before}`) ?? reasons(status?.containerStatuses)[0] ?? status?.phase
}
