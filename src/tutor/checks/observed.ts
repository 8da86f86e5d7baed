import * as z from 'zod'
import type { Observation } from '../world.ts'
import { defineCheck } from './check.ts'

const one = z.union([z.string(), z.array(z.string()).min(1)])

/** The learner has looked at something, or tried it: a request that the API server saw, whichever line caused it. */
export const observed = defineCheck({
  name: 'observed',
  schema: z.strictObject({
    verb: one.optional(),
    resource: one,
    namespace: z.string().optional(),
    name: z.string().optional().describe('`coredns-*` stands for every name that begins so'),
    container: z.string().optional().describe('Of the pod whose log was read, or where a command ran'),
    as: z.string().optional(),
    code: z.number().int().optional().describe('The HTTP status of the answer, where a refusal was the point'),
  }),
  latched: true,
  mentions: ({ name, container, as }) => [
    ...(name ? [name.replace(/-?\*$/, '')] : []),
    ...(container ? [container] : []),
    ...(as ? [as.split(':').at(-1) ?? as] : []),
  ],
  evaluate(world, spec) {
    const ok = world.observations.some((seen) => fits(seen, spec))
    return { ok, seen: ok ? 'seen' : 'not seen yet' }
  },
})

function fits(seen: Observation, spec: z.infer<typeof observed.schema>): boolean {
  const among = (wanted: string | string[] | undefined, value: string): boolean =>
    wanted === undefined || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value)
  return (
    among(spec.verb, seen.verb) &&
    among(spec.resource, seen.resource) &&
    (among(spec.namespace, seen.namespace) || everywhere(seen)) &&
    named(spec.name, seen.name) &&
    (spec.container === undefined || spec.container === seen.container) &&
    among(spec.as, seen.user) &&
    (spec.code === undefined ? seen.code < 400 : seen.code === spec.code)
  )
}

/** Whoever looked into all namespaces has looked into each. */
const everywhere = ({ verb, namespace }: Observation): boolean => namespace === '' && (verb === 'list' || verb === 'watch')

/** Pods of a controller have names that nobody can know before. */
const named = (wanted: string | undefined, name: string): boolean =>
  wanted === undefined || (wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : wanted === name)
