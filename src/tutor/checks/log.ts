import * as z from 'zod'
import { defineCheck } from './check.ts'
import { mentionedIn, reference } from './object-condition.ts'

/** What a pod has written. */
export const log = defineCheck({
  name: 'log',
  schema: z.strictObject({ pod: reference, namespace: z.string().optional(), container: z.string().optional(), contains: z.string() }),
  mentions: ({ pod, namespace }) => mentionedIn({ object: pod, namespace, where: {} }),
  evaluate(world, spec) {
    const [, pod = ''] = spec.pod.split('/')
    const text = world.logs(spec.namespace ?? world.namespace, pod, spec.container)
    return { ok: text.includes(spec.contains), seen: text.trimEnd().split('\n').at(-1) || 'an empty log' }
  },
})
