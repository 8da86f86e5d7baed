import type { Failure, Gate, GateContext } from './gate.ts'
import { missingText, passed, Rehearsal } from './rehearsal.ts'

/** Every listed mistake fails, with the words that the lesson promises for it. */
export const mistakes: Gate = {
  name: 'mistakes',
  async run(context) {
    const failures: Failure[] = []
    let evaluated = 0
    for (const [i, mistake] of context.lesson.mistakes.entries()) {
      const result = await play(context, mistake)
      evaluated += result.evaluated
      if (result.failure)
        failures.push({
          place: `${context.lesson.id}/lesson.yaml`,
          step: mistake.step,
          played: `mistakes[${i}]`,
          command: mistake.try,
          expected: `not passed, with the words "${mistake.says}"`,
          seen: result.failure,
        })
    }
    return { failures, evaluated }
  },
}

type Mistake = GateContext['lesson']['mistakes'][number]

async function play({ lesson, rehearse }: GateContext, mistake: Mistake): Promise<{ failure: string | undefined; evaluated: number }> {
  const rehearsal = await Rehearsal.begin(lesson, rehearse)
  const failure = (await rehearsal.playUpTo(mistake.step)) ? await outcome(rehearsal, mistake) : `step ${rehearsal.step.id} before it is not passed`
  rehearsal.end()
  return { failure, evaluated: rehearsal.evaluated }
}

async function outcome(rehearsal: Rehearsal, mistake: Mistake): Promise<string | undefined> {
  for (const line of mistake.try.trimEnd().split(/\n(?=\$ )/)) await rehearsal.run(line.replace(/^\$ /, ''))
  const judgements = await rehearsal.settle()
  if (passed(judgements)) return 'the step is passed'
  const seen = missingText(judgements)
  return seen.includes(mistake.says) ? undefined : seen
}
