import type { Failure, Gate, GateContext } from './gate.ts'
import { missingText, passed, Rehearsal } from './rehearsal.ts'

/** Every listed mistake fails, with the words that the lesson promises for it; and every check was seen to fail. */
export const mistakes: Gate = {
  name: 'mistakes',
  async run(context) {
    const { lesson } = context
    const failures: Failure[] = []
    const sessions = new Sessions(context)
    for (const { id } of lesson.steps)
      for (const [i, mistake] of lesson.mistakes.entries()) {
        if (mistake.step !== id) continue
        const seen = await sessions.play(mistake)
        if (seen === undefined) continue
        const expected = `not passed, with the words "${mistake.says}"`
        failures.push({ ...placeOf(context, id), played: `mistakes[${i}]`, command: mistake.try, expected, seen })
      }
    const evaluated = sessions.end()
    return { failures: [...failures, ...neverCaught(context)], evaluated }
  },
}

type Mistake = GateContext['lesson']['mistakes'][number]

const placeOf = ({ lesson }: GateContext, step: string) => ({ place: `${lesson.id}/lesson.yaml`, step })

/** Every mistake gets a session of its own, played up to its step; one in which somebody only looked serves the next as well. */
class Sessions {
  #unspoilt: Rehearsal | undefined
  #evaluated = 0

  constructor(private readonly context: GateContext) {}

  /** For mistakes in the order of their steps. @returns what went wrong, or undefined if the mistake is caught as promised. */
  async play(mistake: Mistake): Promise<string | undefined> {
    const rehearsal = this.#unspoilt ?? (await Rehearsal.begin(this.context.lesson, this.context.rehearse))
    this.#unspoilt = undefined
    const arrived = await rehearsal.playUpTo(mistake.step)
    const before = rehearsal.stage.world.mark()
    const seen = arrived ? await outcome(rehearsal, mistake) : `step ${rehearsal.step.id} before it is not passed`
    for (const check of rehearsal.failed) this.context.failing.add(check)
    if (rehearsal.stage.world.mark() === before) {
      rehearsal.beginAgain()
      this.#unspoilt = rehearsal
    } else this.#finish(rehearsal)
    return seen
  }

  /** @returns how many checks were evaluated. */
  end(): number {
    if (this.#unspoilt) this.#finish(this.#unspoilt)
    return this.#evaluated
  }

  #finish(rehearsal: Rehearsal): void {
    this.#evaluated += rehearsal.evaluated
    rehearsal.end()
  }
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
