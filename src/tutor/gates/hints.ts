import type { Hint } from '../lesson/schema.ts'
import { fill } from '../player/evaluate.ts'
import type { Failure, Gate } from './gate.ts'
import { missingText, passed, Rehearsal } from './rehearsal.ts'

/** Whoever types what the last hints say has solved the lesson. */
export const hints: Gate = {
  name: 'hints',
  async run({ lesson, rehearse }) {
    const rehearsal = await Rehearsal.begin(lesson, rehearse)
    const failures: Failure[] = []
    for (const [i, step] of lesson.steps.entries()) {
      if (i > 0) rehearsal.next()
      for (const command of commandsOf(step.hints.at(-1))) {
        const words = Object.assign({}, ...(await rehearsal.judge()).map(({ verdict }) => verdict.words ?? {}))
        await rehearsal.run(fill(command, { ok: false, seen: '', words }))
      }
      const judgements = await rehearsal.settle()
      if (passed(judgements)) continue
      const place = { place: `${lesson.id}/lesson.yaml`, step: step.id, played: 'the last hint', command: commandsOf(step.hints.at(-1)).join('; ') }
      failures.push({ ...place, expected: 'the step is passed', seen: missingText(judgements) })
      break
    }
    rehearsal.end()
    return { failures, evaluated: rehearsal.evaluated }
  },
}

/** The commands of a last rung; none if it is a text. */
export const commandsOf = (hint: Hint | undefined): readonly string[] => (typeof hint === 'object' ? hint.commands : [])
