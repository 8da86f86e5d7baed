import * as z from 'zod'
import type { World } from '../world.ts'
import { defineCheck } from './check.ts'

const right = z.string().regex(/^\S+ \S+$/, 'must be VERB RESOURCE: `list pods`, `get pods/log`, `patch deployments.apps`')

const namedRight = z.string().regex(/^\S+ \S+( \S+)?$/, 'must be VERB RESOURCE, or VERB RESOURCE NAME for one object: `list pods`, `get secrets key`')

const schema = z.strictObject({
  as: z.string(),
  groups: z.array(z.string()).default([]),
  namespace: z.string().optional(),
  name: z.string().optional().describe('The one object that is asked about, for rules with resourceNames'),
  may: z.array(right).default([]),
  'may-not': z.array(right).default([]),
  only: z.array(namedRight).optional().describe('All that bindings may grant there; whatever else they grant is too much'),
})

/** What a user may and may not do, as the API server would decide it now. */
export const rbac = defineCheck({
  name: 'rbac',
  schema,
  mentions: ({ as, namespace, name, may }) => [as.split(':').at(-1) ?? as, ...(may.length > 0 ? [namespace, name].filter((word) => word !== undefined) : [])],
  evaluate(world, spec) {
    const namespace = spec.namespace ?? world.namespace
    const allowed = (rights: readonly string[]): string[] => rights.filter((one) => can(world, spec, one, namespace))
    const missing = spec.may.filter((one) => !allowed([one]).length)
    const tooMuch = allowed(spec['may-not'])
    const wrong = [...missing, ...tooMuch, ...beyond(world, spec, namespace)]
    return { ok: wrong.length === 0, seen: shortList(wrong) || 'all as it should be' }
  },
})

function can(world: World, { as, groups, name }: z.infer<typeof schema>, right: string, namespace: string): boolean {
  const [verb = '', resource = ''] = right.split(' ')
  return world.can({ name: as, groups }, verb, resource, namespace, name)
}

function beyond(world: World, { as, groups, only }: z.infer<typeof schema>, namespace: string): readonly string[] {
  return only ? world.rights({ name: as, groups }, namespace).filter((one) => !only.includes(one)) : []
}

/** A broad role grants hundreds of rights, and a few of them are enough to see what is wrong. */
const shortList = (rights: readonly string[]): string =>
  rights.length > 5 ? `${rights.slice(0, 4).join(', ')} and ${rights.length - 4} more` : rights.join(', ')
