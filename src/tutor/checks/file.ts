import * as z from 'zod'
import { defineCheck } from './check.ts'

/** A file of the learner. */
export const file = defineCheck({
  name: 'file',
  schema: z.strictObject({ path: z.string(), contains: z.string().optional(), matches: z.string().optional() }),
  ofFiles: true,
  mentions: ({ path }) => [path],
  evaluate(world, { path, contains, matches }) {
    const text = world.file(path)
    if (text === undefined) return { ok: false, seen: `no file ${path}` }
    const ok = (contains === undefined || text.includes(contains)) && (matches === undefined || new RegExp(matches, 'm').test(text))
    return { ok, seen: ok ? 'as it should be' : text.trim() === '' ? 'an empty file' : 'other content' }
  },
})
