import { overall, type Result } from './findings.ts'
import type { JsonSchema } from './schema.ts'
import { checkAnew, merge, type Place } from './validate.ts'

/** anyOf, oneOf, allOf and not. Where none fits, the schema that fits most of all tells what is wrong. */
export function validateAlternatives(place: Place): Result {
  const { schema, path } = place
  const result: Result = { findings: [], matches: 0 }
  const quoted = JSON.stringify(path)
  const results = (schemas: readonly JsonSchema[] = []): Result[] => schemas.map((one) => checkAnew({ ...place, schema: one }))

  const any = results(schema.anyOf)
  if (any.length > 0) {
    const success = any.find(isValid)
    if (!success) merge(result, [overall(`${quoted} must validate at least one schema (anyOf)`)])
    merge(result, success ?? best(any))
  }
  const one = results(schema.oneOf)
  if (one.length > 0) {
    const valid = one.filter(isValid)
    if (valid.length !== 1) {
      const count = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`
      merge(result, [overall(`${quoted} must validate one and only one schema (oneOf). ${count}`)])
      if (valid.length === 0) merge(result, best(one))
    } else merge(result, valid[0] as Result)
  }
  const all = results(schema.allOf)
  for (const part of all) merge(result, part)
  if (!all.every(isValid)) merge(result, [overall(`${quoted} must validate all the schemas (allOf)${all.some(isValid) ? '' : '. None validated'}`)])
  if (schema.not && isValid(checkAnew({ ...place, schema: schema.not }))) merge(result, [overall(`${quoted} must not validate the schema (not)`)])
  result.matches++
  return result
}

const isValid = ({ findings }: Result): boolean => findings.length === 0

const best = (failures: readonly Result[]): Result => failures.reduce((most, result) => (result.matches > most.matches ? result : most))
