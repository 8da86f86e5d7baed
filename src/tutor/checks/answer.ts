import * as z from 'zod'
import type { World } from '../world.ts'
import { defineCheck } from './check.ts'
import { candidatesOf, reference } from './object-condition.ts'
import { shown, valuesAt } from './values.ts'

const value = z.union([z.string(), z.number()])

/** A value that the learner found out and told with `answer`: fixed, or read from the cluster at that moment. */
export const answer = defineCheck({
  name: 'answer',
  schema: z.union([
    z.strictObject({ equals: z.union([value, z.array(value).min(1)]).describe('`kube-proxy-*` stands for every word that begins so') }),
    z.strictObject({ 'value-of': z.strictObject({ object: reference, namespace: z.string().optional(), path: z.string() }) }),
    z.strictObject({ 'count-of': z.strictObject({ object: reference, namespace: z.string().optional(), selector: z.string().optional() }) }),
  ]),
  latched: true,
  evaluate(world, spec) {
    const accepted = acceptedValues(world, spec)
    const given = world.answer
    const ok = given !== undefined && accepted.some((one) => sameWord(one, given))
    const words = { given: given ?? 'nothing', expected: accepted[0] ?? '' }
    return { ok, seen: words.given, words, ...(given === undefined && { instead: 'your answer is missing (`answer` and then the word)' }) }
  },
})

type Spec = z.infer<typeof answer.schema>

function acceptedValues(world: World, spec: Spec): string[] {
  if ('equals' in spec) return (Array.isArray(spec.equals) ? spec.equals : [spec.equals]).map((one) => normal(String(one)))
  if ('count-of' in spec) return [String(candidatesOf(world, spec['count-of']).length)]
  const [found] = candidatesOf(world, spec['value-of'])
  return found ? [normal(shown(valuesAt(found, spec['value-of'].path)))] : []
}

const normal = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** Nobody is wrong for a capital letter, or for saying "the". */
const bare = (text: string): string =>
  normal(text)
    .toLowerCase()
    .replace(/^(the|an?) /, '')

/** Names that a controller gave have letters that nobody can know before. */
const sameWord = (wanted: string, given: string): boolean =>
  wanted.endsWith('-*') ? bare(given).startsWith(bare(wanted.slice(0, -1))) : bare(wanted) === bare(given)
