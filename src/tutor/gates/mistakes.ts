import type { Failure, Gate, GateContext } from './gate.ts'
import { missingText, passed, Rehearsal } from './rehearsal.ts'

/** Every listed mistake fails, with the words that the lesson promises for it; and every check was seen to fail. */
export const mistakes: Gate = {
  name: 'mistakes',
  async run(context) {
    const failures: Failure[] = []
    const { failing } = context
    let evaluated = 0
    for (const [i, mistake] of context.lesson.mistakes.entries()) {
      const { failure, rehearsal } = await play(context, mistake)
      evaluated += rehearsal.evaluated
      for (const check of rehearsal.failed) failing.add(check)
      if (failure) failures.push({ ...placeOf(context, mistake.step), played: `mistakes[${i}]`, command: mistake.try, ...failure })
    }
    return { failures: [...failures, ...neverCaught(context)], evaluated }
  },
}

type Mistake = GateContext['lesson']['mistakes'][number]
type Outcome = Pick<Failure, 'expected' | 'seen'> | undefined

const placeOf = ({ lesson }: GateContext, step: string) => ({ place: `${lesson.id}/lesson.yaml`, step })

async function play({ lesson, rehearse }: GateContext, mistake: Mistake): Promise<{ failure: Outcome; rehearsal: Rehearsal }> {
  const rehearsal = await Rehearsal.begin(lesson, rehearse)
  const expected = `not passed, with the words "${mistake.says}"`
  const seen = (await rehearsal.playUpTo(mistake.step)) ? await outcome(rehearsal, mistake) : `step ${rehearsal.step.id} before it is not passed`
  rehearsal.end()
  return { failure: seen === undefined ? undefined : { expected, seen }, rehearsal }
}

/** What went wrong, or undefined if the mistake is caught as promised. */
async function outcome(rehearsal: Rehearsal, mistake: Mistake): Promise<string | undefined> {
  await rehearsal.run(mistake.try)
  const judgements = await rehearsal.settle()
  if (passed(judgements)) return 'the step is passed'
  const seen = missingText(judgements)
  return seen.includes(mistake.says) ? undefined : seen
}

/** Failed neither by a mistake nor, as the gate before has seen, by the state before its step. */
const neverCaught = (context: GateContext): Failure[] =>
  context.lesson.steps.flatMap((step) =>
    step.checks.flatMap((check, i) =>
      context.failing.has(`${step.id}/${i}`)
        ? []
        : [
            {
              ...placeOf(context, step.id),
              played: `checks[${i}] (${Object.keys(check)[0]})`,
              command: '',
              expected: 'a mistake, or the state before the step, that this check fails',
              seen: 'it has never failed: list a mistake that it is there to catch',
            },
          ],
    ),
  )
