/** "There is an object, and it looks like this": what several checks and the reactions share. */
import * as z from 'zod'
import type { AnyObject } from '../../api/object.ts'
import type { World } from '../world.ts'
import { named, operator, satisfies, shown, valuesAt } from './values.ts'

export const reference = z.string().regex(/^[a-z][a-z0-9.]*(\/[a-z0-9.*:-]+)?$/i, 'must be KIND/NAME, or KIND where any object will do')

export const objectCondition = z.strictObject({
  object: reference,
  namespace: z.string().optional(),
  selector: z.string().optional().describe('A label selector, where no name is given'),
  where: z.record(z.string(), operator).default({}),
  count: z.number().int().min(0).optional().describe('How many objects must satisfy it; at least one where this is left out'),
})

export type ObjectCondition = z.infer<typeof objectCondition>

export interface Found {
  readonly ok: boolean
  readonly seen: string
}

/** Looks for objects that satisfy the condition; says of the nearest miss what is different. */
export function look(world: World, condition: ObjectCondition): Found {
  const { where, count } = condition
  const candidates = candidatesOf(world, condition)
  const fitting = candidates.filter((object) => Object.entries(where).every(([path, wanted]) => satisfies(valuesAt(object, path), wanted)))
  if (count === 0 && fitting.length > 0) return { ok: false, seen: `still there: ${fitting.map(({ metadata }) => metadata.name).join(', ')}` }
  if (count !== undefined) return { ok: fitting.length === count, seen: `${fitting.length} of ${count}` }
  if (fitting.length > 0) return { ok: true, seen: fitting.map((object) => object.metadata.name).join(', ') }
  return { ok: false, seen: candidates.length === 0 ? `no ${placeText(world, condition)}` : differences(candidates[0] as AnyObject, where) }
}

export function candidatesOf(world: World, { object, namespace, selector }: Pick<ObjectCondition, 'object' | 'namespace' | 'selector'>): readonly AnyObject[] {
  const [kind = '', name] = object.split('/')
  const place = { kind, namespace: world.isNamespaced(kind) ? (namespace ?? world.namespace) : '' }
  if (name === undefined) return world.list(place, selector)
  const found = world.get(place, name)
  return found ? [found] : []
}

/** `pod web in lab` */
export function placeText(world: World, { object, namespace }: Pick<ObjectCondition, 'object' | 'namespace'>): string {
  const [kind = '', name] = object.split('/')
  const where = world.isNamespaced(kind) && namespace !== undefined ? ` in ${namespace}` : ''
  return `${kind}${name === undefined ? '' : ` ${name}`}${where}`
}

const differences = (object: AnyObject, where: ObjectCondition['where']): string => {
  const wrong = Object.entries(where)
    .map(([path, wanted]) => [valuesAt(object, path), wanted] as const)
    .filter(([found, wanted]) => !satisfies(found, wanted))
    .map(([found]) => shown(found))
  return [...new Set(wrong)].join('; ')
}

/** Names and values in a condition that a learner cannot guess; what the cluster writes into a status is not theirs to say. */
export const mentionedIn = ({ object, namespace, where }: ObjectCondition): string[] => [
  ...object.split('/').slice(1),
  ...(namespace ? [namespace] : []),
  ...Object.entries(where).flatMap(([path, wanted]) => (path.startsWith('status') ? [] : named(wanted))),
]
