/** What came of a test: passed or not, and what to look at again. */
import type { Item } from './paper.ts'

export interface Outcome {
  readonly item: Item
  /** What is missing, a sentence for each objective; none if it is right. */
  readonly missing: readonly string[]
}

export interface Result {
  readonly passed: boolean
  readonly tasks: Count
  readonly questions: Count
  /** By lesson, in the order of the chapter; only those of which something is missing. */
  readonly again: readonly { readonly lesson: string; readonly missing: readonly string[] }[]
}

interface Count {
  readonly right: number
  readonly all: number
}

/** One question of four may be missed. */
export const mayMiss = (questions: number): number => Math.floor(questions / 4)

/** What was not come to is not right. */
export function resultOf(items: readonly Item[], outcomes: readonly Outcome[]): Result {
  const missing = (item: Item): readonly string[] => outcomes.find((outcome) => outcome.item === item)?.missing ?? unseen[item.kind]
  const isRight = (item: Item): boolean => outcomes.some((outcome) => outcome.item === item && outcome.missing.length === 0)
  const count = (kind: Item['kind']): Count => {
    const all = items.filter((item) => item.kind === kind)
    return { right: all.filter(isRight).length, all: all.length }
  }
  const tasks = count('task')
  const questions = count('question')
  const lessons = [...new Set(items.map(({ lesson }) => lesson.id))]
  return {
    passed: tasks.right === tasks.all && questions.all - questions.right <= mayMiss(questions.all),
    tasks,
    questions,
    again: lessons
      .map((lesson) => ({ lesson, missing: items.filter((item) => item.lesson.id === lesson).flatMap(missing) }))
      .filter((one) => one.missing.length > 0),
  }
}

const unseen: Readonly<Record<Item['kind'], readonly string[]>> = { task: ['its task was not handed in'], question: [] }
