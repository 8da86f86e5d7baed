import * as z from 'zod'
import type { World } from '../world.ts'
import { defineCheck } from './check.ts'
import { mentionedIn, reference } from './object-condition.ts'

/** What a pod has written. */
export const log = defineCheck({
  name: 'log',
  schema: z.strictObject({
    pod: reference.describe('`pod/web-*` stands for every pod whose name begins so'),
    namespace: z.string().optional(),
    container: z.string().optional(),
    contains: z.string(),
  }),
  mentions: ({ pod, namespace }) => mentionedIn({ object: pod.replace(/-?\*$/, ''), namespace, where: {} }),
  evaluate(world, spec) {
    const namespace = spec.namespace ?? world.namespace
    const texts = podsOf(world, spec.pod, namespace).map((pod) => world.logs(namespace, pod, spec.container))
    const last = texts.at(-1)?.trimEnd().split('\n').at(-1)
    return { ok: texts.some((text) => text.includes(spec.contains)), seen: last || 'an empty log' }
  },
})

function podsOf(world: World, reference: string, namespace: string): readonly string[] {
  const [, name = ''] = reference.split('/')
  if (!name.endsWith('*')) return [name]
  const names = world.list({ kind: 'pods', namespace }).map(({ metadata }) => metadata.name)
  return names.filter((one) => one.startsWith(name.slice(0, -1)))
}
