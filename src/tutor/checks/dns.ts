import * as z from 'zod'
import { defineCheck } from './check.ts'
import { reference } from './object-condition.ts'

/** What a name means, asked from a pod. */
export const dns = defineCheck({
  name: 'dns',
  schema: z.strictObject({ from: reference, namespace: z.string().optional(), name: z.string(), known: z.boolean().default(true) }),
  mentions: ({ name }) => [name],
  evaluate(world, spec) {
    const [, pod = ''] = spec.from.split('/')
    const addresses = world.resolve({ namespace: spec.namespace ?? world.namespace, pod }, spec.name)
    return { ok: addresses.length > 0 === spec.known, seen: addresses.length > 0 ? addresses.join(', ') : `${spec.name} is not known` }
  },
})
