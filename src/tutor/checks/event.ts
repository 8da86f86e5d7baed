import * as z from 'zod'
import { defineCheck } from './check.ts'
import { mentionedIn, reference } from './object-condition.ts'

/** What a component reported about an object. */
export const event = defineCheck({
  name: 'event',
  schema: z.strictObject({ object: reference, namespace: z.string().optional(), reason: z.string() }),
  mentions: ({ object, namespace }) => mentionedIn({ object, namespace, where: {} }),
  evaluate(world, spec) {
    const [kind = '', name = ''] = spec.object.split('/')
    const about = world
      .list({ kind: 'events', namespace: spec.namespace ?? world.namespace })
      .filter(({ involvedObject }) => involvedObject?.name === name && String(involvedObject?.kind).toLowerCase() === kind.toLowerCase())
    return { ok: about.some(({ reason }) => reason === spec.reason), seen: about.map(({ reason }) => reason).join(', ') || 'no events' }
  },
})
