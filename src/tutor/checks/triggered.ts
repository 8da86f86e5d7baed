import * as z from 'zod'
import { defineCheck } from './check.ts'
import { look, objectCondition } from './object-condition.ts'

/**
 * "Do this, then that must hold": kill the pod, and it comes back. Tried out in a copy of the world, so that nothing of
 * it happens to the learner.
 */
export const triggered = defineCheck({
  name: 'triggered',
  schema: z.strictObject({ do: z.array(z.string()).min(1), 'within-seconds': z.number().int().min(0).max(3600).default(60), expect: objectCondition }),
  costly: true,
  async evaluate(world, spec) {
    const trial = await world.trial()
    try {
      for (const line of spec.do) await trial.run(line)
      for (let second = 0; second < spec['within-seconds'] && !look(trial.world, spec.expect).ok; second++) trial.wait(1000)
      return look(trial.world, spec.expect)
    } finally {
      trial.end()
    }
  },
})
