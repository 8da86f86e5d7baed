/**
 * Testing out of a chapter: who can do the last step of each of its lessons, and answers its questions, need not play them.
 * Everything comes from the lessons: the tasks are their last steps, on a cluster where the steps before are done; the
 * questions are theirs; what is right, their checks say. Nothing is written for a test alone.
 */
import type { Random } from '../../random.ts'
import type { Lesson } from '../lesson/load.ts'
import type { Question, Step } from '../lesson/schema.ts'
import { shuffled } from '../quiz/schedule.ts'

export type Item = TaskItem | QuestionItem

export interface TaskItem {
  readonly kind: 'task'
  readonly lesson: Lesson
  readonly step: Step
}

export interface QuestionItem {
  readonly kind: 'question'
  readonly lesson: Lesson
  readonly question: Question
  /** The choices in the order in which they are shown. */
  readonly choices: readonly string[]
}

/** A task and a question of each lesson, by turns. */
export function paperOf(lessons: readonly Lesson[], random: Random): Item[] {
  return lessons.flatMap((lesson): Item[] => {
    const question = random.pick(lesson.quiz)
    return [
      { kind: 'task', lesson, step: lesson.steps.at(-1) as Step },
      { kind: 'question', lesson, question, choices: shuffled(question.choices, random) },
    ]
  })
}

/** About how long it takes: the share of each lesson that its last step is, and half a minute for a question. */
export const minutesFor = (lessons: readonly Lesson[]): number => Math.ceil(lessons.reduce((sum, { minutes, steps }) => sum + minutes / steps.length + 0.5, 0))

/** What a lesson tells at first, without what it says of words that a test does not have. */
export const storyOf = ({ story }: Lesson): string =>
  story
    .split('\n\n')
    .filter((paragraph) => !/`(undo|redo|hint|solution|check)`/.test(paragraph))
    .join('\n\n')
    .trimEnd()
