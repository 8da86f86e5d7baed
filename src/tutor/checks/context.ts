import * as z from 'zod'
import { defineCheck } from './check.ts'

/** Where and as whom the learner's kubectl works now. */
export const context = defineCheck({
  name: 'context',
  schema: z.strictObject({ namespace: z.string().optional(), name: z.string().optional(), user: z.string().optional() }),
  ofFiles: true,
  mentions: (spec) => Object.values(spec).filter((value) => value !== undefined),
  async evaluate(world, spec) {
    const now = await world.context()
    const wrong = (['namespace', 'name', 'user'] as const).filter((key) => spec[key] !== undefined && spec[key] !== now[key])
    return { ok: wrong.length === 0, seen: wrong.map((key) => now[key] || 'nothing').join(', ') || 'as it should be' }
  },
})
