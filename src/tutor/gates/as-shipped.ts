import type { Failure, Gate } from './gate.ts'
import { passed, Rehearsal } from './rehearsal.ts'

/** Nothing is passed that has not been done: no step at its beginning, and none by waiting. */
export const asShipped: Gate = {
  name: 'as-shipped',
  async run({ lesson, rehearse, failing }) {
    const rehearsal = await Rehearsal.begin(lesson, rehearse)
    const failures: Failure[] = []
    for (const step of lesson.steps) {
      const arrived = await rehearsal.playUpTo(step.id)
      const judgements = await rehearsal.settle()
      if (arrived && !passed(judgements)) continue
      failures.push({
        place: `${lesson.id}/lesson.yaml`,
        step: step.id,
        played: arrived ? 'nothing' : 'the first ways of the steps before',
        command: '',
        expected: arrived ? 'a step that is not passed yet' : 'every step before is passed',
        seen: arrived ? 'it is passed from the start' : `step ${rehearsal.step.id} is not`,
      })
      if (!arrived) break
    }
    rehearsal.end()
    for (const check of rehearsal.failed) failing.add(check)
    return { failures, evaluated: rehearsal.evaluated }
  },
}
