import * as z from 'zod'
import type { World } from '../world.ts'
import { defineCheck } from './check.ts'

const right = z.string().regex(/^\S+ \S+$/, 'must be VERB RESOURCE: `list pods`, `get pods/log`, `patch deployments.apps`')

/** What a user may and may not do, as the API server would decide it now. */
export const rbac = defineCheck({
  name: 'rbac',
  schema: z.strictObject({
    as: z.string(),
    groups: z.array(z.string()).default([]),
    namespace: z.string().optional(),
    name: z.string().optional().describe('The one object that is asked about, for rules with resourceNames'),
    may: z.array(right).default([]),
    'may-not': z.array(right).default([]),
  }),
  mentions: ({ as, namespace, name, may }) => [as.split(':').at(-1) ?? as, ...(may.length > 0 ? [namespace, name].filter((word) => word !== undefined) : [])],
  evaluate(world, spec) {
    const namespace = spec.namespace ?? world.namespace
    const allowed = (rights: readonly string[]): string[] => rights.filter((one) => can(world, spec, one, namespace))
    const missing = spec.may.filter((one) => !allowed([one]).length)
    const tooMuch = allowed(spec['may-not'])
    return { ok: missing.length === 0 && tooMuch.length === 0, seen: [...missing, ...tooMuch].join(', ') || 'all as it should be' }
  },
})

function can(world: World, { as, groups, name }: z.infer<typeof rbac.schema>, right: string, namespace: string): boolean {
  const [verb = '', resource = ''] = right.split(' ')
  return world.can({ name: as, groups }, verb, resource, namespace, name)
}
