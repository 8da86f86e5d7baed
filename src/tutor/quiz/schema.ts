/** The form of lessons/quiz.yaml: questions beside those of the lessons. */
import * as z from 'zod'
import { lessonSchema } from '../lesson/schema.ts'

const text = z.string().trim().min(1, 'must not be empty')
const id = z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'must be lower-case words joined by dashes, without numbers')

const common = {
  id,
  topic: id,
  ask: text,
  because: text.describe('Why the right answer is right'),
  see: text.optional().describe('`learn pod`, `cheatsheet pods`'),
}

const choice = z.strictObject({
  ...common,
  spot: text.optional().describe('A line or a manifest with a mistake in it'),
  choices: z.array(text).min(2),
  right: text,
})

const typed = z.strictObject({
  ...common,
  type: z.strictObject({
    checks: lessonSchema.shape.steps.element.shape.checks,
    solution: text,
    miss: text.describe('A line that must not pass'),
  }),
})

export const quizSchema = z.strictObject({
  format: z.literal(1),
  topics: z.array(z.strictObject({ id, title: text, chapters: z.array(id).describe('Whose lessons’ questions belong here') })).min(1),
  situation: text.describe('Manifests: the cluster for questions that are answered with a line'),
  questions: z.array(z.union([choice, typed])).min(1),
})

export type QuizData = z.infer<typeof quizSchema>
export type QuizTopic = QuizData['topics'][number]
export type ChoiceQuestion = z.infer<typeof choice>
export type TypedQuestion = z.infer<typeof typed>
export type QuizQuestion = ChoiceQuestion | TypedQuestion

/** How a question is asked. */
export const kindOf = (question: QuizQuestion): 'type' | 'spot' | 'choose' => ('type' in question ? 'type' : question.spot === undefined ? 'choose' : 'spot')
