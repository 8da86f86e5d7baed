import * as z from 'zod'
import { defineCheck } from './check.ts'
import { mentionedIn, reference } from './object-condition.ts'

/** What a component reported about an object. */
export const event = defineCheck({
  name: 'event',
  schema: z.strictObject({
    object: reference,
    namespace: z.string().optional(),
    reason: z.string(),
    message: z.string().optional().describe('What its message contains'),
  }),
  mentions: ({ object, namespace }) => mentionedIn({ object, namespace, where: {} }),
  evaluate(world, spec) {
    const [kind = '', name = ''] = spec.object.split('/')
    const about = world
      .list({ kind: 'events', namespace: spec.namespace ?? world.namespace })
      .filter(({ involvedObject }) => involvedObject?.name === name && String(involvedObject?.kind).toLowerCase() === kind.toLowerCase())
    const ok = about.some(({ reason, message }) => reason === spec.reason && String(message).includes(spec.message ?? ''))
    return { ok, seen: [...new Set(about.map(({ reason }) => reason))].join(', ') || 'no events' }
  },
})
