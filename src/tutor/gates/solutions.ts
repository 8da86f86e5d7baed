import type { Way } from '../lesson/solution.ts'
import type { Failure, Gate, GateContext } from './gate.ts'
import { missingText, passed, Rehearsal } from './rehearsal.ts'

/** Every way of the solution passes its step, prints what the page shows, and exits as the page says. */
export const solutions: Gate = {
  name: 'solutions',
  async run(context) {
    const { lesson } = context
    const ways = new Map(lesson.steps.map((step) => [step.id, lesson.ways.filter((way) => way.step === step.id)]))
    const rounds = Math.max(...[...ways.values()].map((list) => list.length))
    const failures: Failure[] = []
    let evaluated = 0
    // One stage for the first way of every step, one for the second, and so on: each way is played once.
    for (let round = 0; round < rounds; round++) {
      const chosen = lesson.steps.map((step) => ways.get(step.id)?.[round] ?? (ways.get(step.id)?.[0] as Way))
      const result = await play(context, chosen)
      failures.push(...result.failures)
      evaluated += result.evaluated
    }
    const unique = new Map(failures.map((failure) => [JSON.stringify(failure), failure]))
    return { failures: [...unique.values()], evaluated }
  },
}

async function play({ lesson, rehearse }: GateContext, ways: readonly Way[]): Promise<{ failures: Failure[]; evaluated: number }> {
  const rehearsal = await Rehearsal.begin(lesson, rehearse)
  const failures: Failure[] = []
  for (const [i, way] of ways.entries()) {
    if (i > 0) rehearsal.next()
    failures.push(...(await playWay(rehearsal, way)))
    const judgements = await rehearsal.settle()
    if (passed(judgements)) continue
    failures.push({ ...named(lesson.id, way, way.exchanges.at(-1)), expected: 'the step is passed', seen: missingText(judgements) })
    break
  }
  rehearsal.end()
  return { failures, evaluated: rehearsal.evaluated }
}

async function playWay(rehearsal: Rehearsal, way: Way): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const exchange of way.exchanges) {
    const { status, output } = await rehearsal.run(exchange.command)
    const place = named(rehearsal.lesson.id, way, exchange)
    if (status !== exchange.exitCode)
      failures.push({ ...place, expected: `exit status ${exchange.exitCode}`, seen: `exit status ${status}: ${output.trimEnd()}` })
    else if (exchange.output !== '' && exchange.output !== output) failures.push({ ...place, expected: exchange.output.trimEnd(), seen: output.trimEnd() })
  }
  return failures
}

const named = (id: string, way: Way, exchange: Way['exchanges'][number] | undefined) => ({
  place: `${id}/solution.md:${exchange?.line ?? 1}`,
  step: way.step,
  played: `way ${way.name}`,
  command: exchange?.command ?? '',
})
