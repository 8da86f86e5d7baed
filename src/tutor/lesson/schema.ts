/**
 * The form of a lesson, as data. Published as JSON Schema for editors (`ktutor lesson schema`). A lesson never runs code:
 * checks are declared, commands are lines for the learner's shell.
 */
import * as z from 'zod'
import { checks } from '../checks/index.ts'
import { objectCondition } from '../checks/object-condition.ts'
import { faultEntry } from './fault-schema.ts'

const format = 1

// Compiling a schema pays off from its hundredth use on; a session reads a lesson or two.
z.config({ jitless: true })

/** Progress refers to ids, so they carry no numbers that would change with the order. */
export const idPattern = /^[a-z]+(-[a-z]+)*$/

const id = z.string().regex(idPattern, 'must be lower-case words joined by dashes, without numbers')
const text = z.string().trim().min(1, 'must not be empty')

/** One check: what is judged under the check's own name, and what is said of it. */
const checkEntry = z.union(
  checks.map((check) =>
    z.strictObject({
      [check.name]: check.schema,
      'not-yet': text.describe('What is expected, {seen}, and where to look. One line.'),
      pass: text.describe('What was proved. One line.'),
    }),
  ),
)

const seenRequest = z.strictObject({ verb: z.string(), resource: z.string(), namespace: z.string().optional(), name: z.string().optional() })

/** A state or an error that is recognised and explained where it happens. */
const reaction = z.strictObject({
  when: z.union([
    z.strictObject({ resource: objectCondition }),
    z.strictObject({ ran: seenRequest, times: z.number().int().min(1).default(1) }),
    z.strictObject({ error: text.describe('A text that the answer to the last command contains') }),
  ]),
  say: text,
})

const hint = z.union([text, z.strictObject({ commands: z.array(text).min(1) })])

const step = z.strictObject({
  id,
  task: text,
  checks: z.array(checkEntry).min(1),
  hints: z.array(hint).min(2).describe('A question, a concept, the shape of the command, and last { commands: [...] }'),
  faults: z.array(faultEntry).default([]).describe('What goes wrong from when the step begins'),
  react: z.array(reaction).default([]),
  debrief: text,
  'one-way': text.optional().describe('Why the solution shows no imperative, or no declarative, way of what changes the cluster'),
})

const start = z.strictObject({
  nodes: z.number().int().min(1).max(20).default(3),
  addons: z.array(z.string()).default([]).describe('Add-ons that the cluster has: metrics-server, local-path-storage, …'),
  audit: z.boolean().default(false).describe('Whether the API server writes an audit log, on the control-plane node'),
  context: z.strictObject({ namespace: z.string().optional() }).default({}),
  manifests: z.array(z.string()).default([]),
  files: z.array(z.string()).default([]).describe("Files of the lesson's folder that the learner finds at home"),
  faults: z.array(faultEntry).default([]).describe('What goes wrong from the start'),
  settle: z
    .string()
    .regex(/^\d+(s|m|h)$/, 'must be a duration such as 30s')
    .default('0s'),
})

const mistake = z.strictObject({ step: id, try: text, says: text })

const question = z.strictObject({ ask: text, choices: z.array(text).min(2), right: text, because: text })

export const lessonSchema = z.strictObject({
  format: z.literal(format),
  title: text,
  summary: text,
  teaches: z.array(text).min(1),
  requires: z.array(id).default([]),
  minutes: z.number().int().min(1).max(60),
  start: start.prefault({}),
  story: text,
  steps: z.array(step).min(1),
  mistakes: z.array(mistake).min(1),
  quiz: z.array(question).min(1),
})

export const courseSchema = z.strictObject({
  format: z.literal(format),
  chapters: z.array(z.strictObject({ id, title: text, lessons: z.array(id) })).min(1),
})

export type LessonData = z.infer<typeof lessonSchema>
export type Step = LessonData['steps'][number]
export type Hint = z.infer<typeof hint>
export type CheckEntry = Readonly<Record<string, unknown>> & { readonly 'not-yet': string; readonly pass: string }
export type CourseData = z.infer<typeof courseSchema>
export type Question = z.infer<typeof question>

export const lessonJsonSchema = (): object => z.toJSONSchema(lessonSchema, { io: 'input', unrepresentable: 'any' })
