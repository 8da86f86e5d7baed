import { defineCheck } from './check.ts'
import { candidatesOf, mentionedIn, objectCondition } from './object-condition.ts'
import { satisfies, valuesAt } from './values.ts'

/** No such object is there, not even one that is on its way out. */
export const absent = defineCheck({
  name: 'absent',
  schema: objectCondition.omit({ count: true }),
  mentions: (spec) => mentionedIn({ ...spec, where: {} }),
  evaluate(world, spec) {
    const left = candidatesOf(world, spec).filter((object) => Object.entries(spec.where).every(([path, wanted]) => satisfies(valuesAt(object, path), wanted)))
    const seen = left.map(({ metadata }) => `${metadata.name}${metadata.deletionTimestamp ? ' (going)' : ''}`).join(', ')
    return { ok: left.length === 0, seen: left.length === 0 ? 'gone' : `still there: ${seen}` }
  },
})
