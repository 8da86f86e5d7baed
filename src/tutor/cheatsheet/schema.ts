/** The form of lessons/cheatsheet.yaml: the everyday commands by task, each with one plain sentence. */
import * as z from 'zod'

const text = z.string().trim().min(1, 'must not be empty')

const line = z.strictObject({
  line: text,
  says: text.describe('One sentence'),
  needs: text.optional().describe('What must be there, or done, before'),
  status: z.number().int().default(0).describe('The exit status, where it is not 0'),
  ends: z.literal('ctrl-c').optional().describe('For what goes on until somebody stops it'),
})

const topic = z.strictObject({
  id: z.string().regex(/^[a-z]+$/, 'must be one word in lower case'),
  title: text,
  also: z.array(text).default([]).describe('Other words that somebody may look for it by'),
  lines: z.array(line).min(1),
})

export const cheatsheetSchema = z.strictObject({
  format: z.literal(1),
  topics: z.array(topic).min(1),
})

export type CheatLine = z.infer<typeof line>
export type Cheatsheet = z.infer<typeof cheatsheetSchema>
export type Topic = Cheatsheet['topics'][number]
