import type { CheckEntry, Step } from '../lesson/schema.ts'
import { checkOf } from '../player/evaluate.ts'
import { bothWays } from './both-ways.ts'
import type { Failure, Gate, GateContext } from './gate.ts'
import { commandsOf } from './hints.ts'
import { leftToDo } from './left-to-do.ts'

/** What can be seen by reading: everything needed is said, nothing is given away, everything fits on a screen. */
export const lint: Gate = {
  name: 'lint',
  async run(context) {
    const { lesson } = context
    const failures = lesson.steps.flatMap((step) => rules.flatMap((rule) => rule(context, step).map((found) => ({ ...placeOf(context, step), ...found }))))
    return {
      failures: [...failures, ...conceptPages(context), ...leftToDo(lesson)],
      evaluated: lesson.steps.reduce((sum, step) => sum + step.checks.length, 0),
    }
  },
}

type Finding = Pick<Failure, 'expected' | 'seen'>
type Rule = (context: GateContext, step: Step) => readonly Finding[]

const placeOf = ({ lesson }: GateContext, step: Step) => ({ place: `${lesson.id}/lesson.yaml`, step: step.id, played: 'reading', command: '' })

/** Names and values that a check needs stand in the task, or in what was said before. */
const everythingIsSaid: Rule = ({ lesson }, step) => {
  const before = lesson.steps.slice(0, lesson.steps.indexOf(step) + 1)
  const said = [lesson.story, ...before.map(({ task }) => task)].join('\n').toLowerCase()
  return step.checks.flatMap((raw) => {
    const { definition, spec } = checkOf(raw as CheckEntry)
    return (definition.mentions?.(spec as never) ?? [])
      .filter((word) => !said.includes(word.toLowerCase()))
      .map((word) => ({ expected: `the task says "${word}", which the check ${definition.name} needs`, seen: 'it does not' }))
  })
}

/** The last rung of the hints is there, and neither title, summary nor task are it. */
const nothingIsGivenAway: Rule = ({ lesson }, step) => {
  const commands = commandsOf(step.hints.at(-1))
  if (commands.length === 0) return [{ expected: 'the last hint has commands', seen: 'it has none' }]
  const leaked = commands.filter((command) => step.task.includes(command))
  const early = commands.filter((command) => lesson.title.includes(command) || lesson.summary.includes(command))
  return [
    ...(leaked.length === commands.length ? [{ expected: 'the task does not give the solution away', seen: leaked.join('; ') }] : []),
    ...early.map((command) => ({ expected: 'title and summary do not give the solution away', seen: command })),
  ]
}

/** A word of kubectl that the solution needs has been named in this lesson, or in one that it requires. */
const onlyTaughtCommands: Rule = ({ lesson, course }, step) => {
  const texts = [...required(lesson.requires, course), lesson].flatMap(({ story, steps }) => [story, ...steps.flatMap(textsOf)]).join('\n')
  const verbs = new Set(
    commandsOf(step.hints.at(-1)).flatMap((command) => [...command.matchAll(/\bkubectl (?:-\S+ )*([a-z-]+)/g)].map(([, verb]) => verb ?? '')),
  )
  return [...verbs].filter((verb) => !texts.includes(verb)).map((verb) => ({ expected: `kubectl ${verb} is named before it is needed`, seen: 'it is not' }))
}

function required(ids: readonly string[], course: GateContext['course'], seen = new Set<string>()): GateContext['lesson'][] {
  return ids
    .filter((id) => !seen.has(id) && seen.add(id) && course.has(id))
    .flatMap((id) => [course.lesson(id), ...required(course.lesson(id).requires, course, seen)])
}

const textsOf = ({ task, hints, debrief, checks }: Step): string[] => [
  task,
  debrief,
  ...hints.filter((hint) => typeof hint === 'string'),
  ...checks.map((check) => (check as CheckEntry)['not-yet']),
]

const widest = 80
const mostLines = 14

/** A task is short, and no text is wider than a terminal. */
const fitsOnAScreen: Rule = ({ lesson }, step) => {
  const lines = step.task.split('\n').length
  const wide = [lesson.story, step.task, step.debrief].flatMap((text) => text.split('\n')).filter((line) => line.length > widest)
  return [
    ...(lines > mostLines ? [{ expected: `a task of at most ${mostLines} lines`, seen: `${lines} lines` }] : []),
    ...wide.map((line) => ({ expected: `lines of at most ${widest} characters`, seen: line })),
  ]
}

const bothWaysAreShown: Rule = ({ lesson }, step) => bothWays(lesson, step)

const rules: readonly Rule[] = [everythingIsSaid, nothingIsGivenAway, onlyTaughtCommands, fitsOnAScreen, bothWaysAreShown]

function conceptPages({ lesson, concepts }: GateContext): Failure[] {
  if (!concepts) return []
  return lesson.teaches
    .filter((concept) => !concepts.has(concept.replaceAll(' ', '-')))
    .map((concept) => ({
      place: `${lesson.id}/lesson.yaml`,
      step: '',
      played: 'reading',
      command: '',
      expected: `a page on "${concept}" in concepts/`,
      seen: 'there is none',
    }))
}
