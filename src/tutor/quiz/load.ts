/** All questions: those of quiz.yaml and those of the lessons. */
import type { Course } from '../lesson/course.ts'
import { LessonError } from '../lesson/lesson-error.ts'
import type { Lesson } from '../lesson/load.ts'
import { type LessonFiles, parse } from '../lesson/load.ts'
import { type ChoiceQuestion, type QuizData, type QuizQuestion, type QuizTopic, quizSchema } from './schema.ts'

export interface Quizzes {
  readonly topics: readonly QuizTopic[]
  readonly situation: string
  readonly questions: readonly QuizQuestion[]
}

/** A lesson that can't be read has no questions; that is for `lesson check` to say. @throws LessonError if quiz.yaml is broken. */
export function loadQuizzes(files: LessonFiles, course: Course): Quizzes {
  const data = parse(files, 'quiz.yaml', quizSchema)
  checkReferences(data)
  const chapters = course.chapters.map(({ id, lessons }) => ({ topic: data.topics.find(({ chapters }) => chapters.includes(id))?.id, lessons }))
  const ofLessons = chapters.flatMap(({ topic, lessons }) => (topic === undefined ? [] : lessons.flatMap((id) => questionsOf(course, id, topic))))
  return { ...data, questions: [...data.questions, ...ofLessons] }
}

/** A question of a lesson is known by its words: whoever changes them asks something else. */
function questionsOf(course: Course, id: string, topic: string): ChoiceQuestion[] {
  return (readable(course, id)?.quiz ?? []).map((question) => ({ ...question, id: `${id}: ${question.ask}`, topic, see: `start ${id}` }))
}

function readable(course: Course, id: string): Lesson | undefined {
  try {
    return course.lesson(id)
  } catch (error) {
    if (error instanceof LessonError) return undefined
    throw error
  }
}

function checkReferences({ topics, questions }: QuizData): void {
  const problem = (i: number, field: string, problem: string, remedy: string) => ({
    file: 'quiz.yaml',
    line: 1,
    field: `questions[${i}].${field}`,
    problem,
    remedy,
  })
  const wrong = questions.flatMap((question, i) => [
    ...(topics.some(({ id }) => id === question.topic) ? [] : [problem(i, 'topic', `no topic ${question.topic}`, 'Topics stand at the top of the file')]),
    ...('choices' in question && !question.choices.includes(question.right)
      ? [problem(i, 'right', `of ${question.id} is none of the choices`, 'It must be one of them, letter by letter')]
      : []),
    ...(questions.findIndex(({ id }) => id === question.id) === i ? [] : [problem(i, 'id', `${question.id} is there twice`, 'Give each its own')]),
  ])
  if (wrong.length > 0) throw new LessonError(wrong)
}
