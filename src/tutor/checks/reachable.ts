import * as z from 'zod'
import { defineCheck } from './check.ts'
import { mentionedIn, reference } from './object-condition.ts'

/** Whether a request from a pod gets through, or must not. */
export const reachable = defineCheck({
  name: 'reachable',
  schema: z.strictObject({
    from: reference,
    namespace: z.string().optional(),
    url: z.string(),
    status: z.number().int().optional(),
    not: z.boolean().default(false),
  }),
  mentions: ({ from, namespace }) => mentionedIn({ object: from, namespace, where: {} }),
  evaluate(world, spec) {
    const [, pod = ''] = spec.from.split('/')
    const reach = world.reach({ namespace: spec.namespace ?? world.namespace, pod }, spec.url)
    const arrived = reach.ok && (spec.status === undefined || reach.status === spec.status)
    return { ok: arrived !== spec.not, seen: reach.seen }
  },
})
