/** Where a learner stands: the course and what is done of it, in numbers. */
import type { Course } from '../../tutor/lesson/course.ts'
import type { Lesson } from '../../tutor/lesson/load.ts'
import { parOf } from '../../tutor/lesson/par.ts'
import type { Progress } from './progress.ts'
import { isDone, type LessonProgress } from './progress-content.ts'

export type LessonState = 'new' | 'in progress' | 'done' | 'tested out'

export interface LessonStanding {
  readonly id: string
  readonly state: LessonState
  /** The lesson's own estimate. */
  readonly minutes: number
  readonly minutesSpent: number
  readonly minutesLeft: number
  readonly steps: readonly StepStanding[]
  /** From 1; while it is in progress. */
  readonly step?: number
  /** When it was played last, in milliseconds since the epoch. */
  readonly played?: number
}

interface StepStanding {
  readonly id: string
  /** Lines that it took; undefined until it is done. */
  readonly lines: number | undefined
  readonly par: number
  readonly path: readonly string[]
}

/** @throws LessonError if the lesson can't be read. */
export function standingOf(lesson: Lesson, progress: LessonProgress): LessonStanding {
  const { begun, spent = 0, played, lines = {} } = progress
  const { id, minutes } = lesson
  const steps = lesson.steps.map((step) => {
    const par = parOf(lesson, step.id)
    return { id: step.id, lines: lines[step.id], par: par.lines, path: par.path }
  })
  const ahead = isDone(progress) ? 0 : 1 - (begun?.step ?? 0) / steps.length
  return {
    id,
    state: stateOf(progress),
    minutes,
    minutesSpent: Math.round(spent / 60_000),
    minutesLeft: Math.round(minutes * ahead),
    steps,
    ...(begun && { step: begun.step + 1 }),
    ...(played !== undefined && { played }),
  }
}

/** A lesson that is played once more is in progress, whatever it was. */
export function stateOf({ begun, finished, testedOut }: LessonProgress): LessonState {
  if (begun) return 'in progress'
  if (finished) return 'done'
  return testedOut === undefined ? 'new' : 'tested out'
}

export interface ChapterStanding {
  readonly id: string
  readonly title: string
  readonly lessons: readonly LessonStanding[]
}

export const chapterStandings = (course: Course, progress: Progress): ChapterStanding[] =>
  course.chapters.map(({ id, title, lessons }) => ({ id, title, lessons: lessons.map((lesson) => standingOf(course.lesson(lesson), progress.of(lesson))) }))

/** How many of the lessons are in a state. */
export const count = (lessons: readonly LessonStanding[], state: LessonState): number => lessons.filter((lesson) => lesson.state === state).length

/** Of the steps that are done: how many there are, and how many took no more lines than par. */
export function withinPar(lessons: readonly LessonStanding[]): { done: number; within: number } {
  const done = lessons.flatMap(({ steps }) => steps).filter((step): step is StepStanding & { lines: number } => step.lines !== undefined)
  return { done: done.length, within: done.filter(({ lines, par }) => lines <= par).length }
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** What `ktutor start` goes on with: the unfinished lesson that was played last, else the first that is not done. */
export function nextLesson(course: Course, progress: Progress): string | undefined {
  const unfinished = progress.unfinished
  if (unfinished !== undefined && course.has(unfinished)) return unfinished
  return course.ids.find((id) => !isDone(progress.of(id)))
}

/** What `next` goes on with: the first lesson behind this one that is not done, else the first at all. */
export function lessonAfter(course: Course, progress: Progress, id: string): string | undefined {
  const open = (one: string): boolean => one !== id && !isDone(progress.of(one))
  return course.ids.slice(course.ids.indexOf(id)).find(open) ?? course.ids.find(open)
}
