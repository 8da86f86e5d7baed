/** The form of a fault in a lesson: `{ fault: node-down, node: worker-1, after: 30s }`. It follows from what the faults declare. */
import * as z from 'zod'
import type { FaultDefinition } from '../../faults/fault.ts'
import { commonFields } from '../../faults/faults.ts'
import { FaultError, type Field, type Fields } from '../../faults/field.ts'
import { faultDefinitions } from '../../faults/index.ts'

// Compiling a schema pays off from its hundredth use on.
z.config({ jitless: true })

function valueSchema({ form, read, meaning, required }: Field): z.ZodType {
  const readable = (value: unknown, context: z.RefinementCtx): void => {
    try {
      read(String(value))
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
    }
  }
  const schema = formSchema(form).superRefine(readable).describe(meaning)
  return required ? schema : schema.optional()
}

function formSchema(form: Field['form']): z.ZodType {
  if (form.kind === 'number') return (form.whole ? z.int() : z.number()).min(form.from).max(form.to)
  if (form.kind !== 'choice') return z.string()
  const numeric = form.of.every((each) => /^\d+$/.test(each))
  return numeric
    ? z.union([z.enum(form.of as [string, ...string[]]), z.union(form.of.map((each) => z.literal(Number(each))))])
    : z.enum(form.of as [string, ...string[]])
}

const shapeOf = (fields: Fields): Record<string, z.ZodType> => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueSchema(field)]))

const entryOf = ({ name, summary, fields }: FaultDefinition) =>
  z.strictObject({ fault: z.literal(name).describe(summary), ...shapeOf(fields), ...shapeOf(commonFields) })

/** One fault, and what it is told. */
export const faultEntry = z.discriminatedUnion('fault', faultDefinitions.map(entryOf) as [ReturnType<typeof entryOf>, ...ReturnType<typeof entryOf>[]])

export type FaultEntry = z.infer<typeof faultEntry>

/** The words that Faults.inject takes. */
export const wordsOf = ({ fault: _, ...told }: FaultEntry): Record<string, string> =>
  Object.fromEntries(Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
