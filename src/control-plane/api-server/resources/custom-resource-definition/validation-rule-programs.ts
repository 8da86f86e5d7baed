/** Whether the rules of a schema compile. What an expression may cost at most is not estimated. */
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import { compileRule } from '../../apiextensions/rules/rule.ts'
import { typeOfSchema } from '../../apiextensions/rules/type-of-schema.ts'
import { itemsOf, type JsonSchema, valuesOf } from '../../apiextensions/schema/schema.ts'
import { internalRule } from './internal.ts'

/** `lost`: where the value of before cannot be told any more, from above. */
export function validateRulePrograms(schema: JsonSchema | undefined, path: string, isRoot = true, lost?: string): FieldError[] {
  if (!schema) return []
  const below = lost ?? (schema['x-kubernetes-map-type'] === 'atomic' ? path : undefined)
  const inList = lost ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path)
  const part = (child: JsonSchema | undefined, at: string, gone: string | undefined): FieldError[] =>
    validateRulePrograms(child, at, child?.['x-kubernetes-embedded-resource'] ?? false, gone)
  return [
    ...part(valuesOf(schema), `${path}.additionalProperties`, lost),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => part(field, `${path}.properties[${key}]`, below)),
    ...part(itemsOf(schema), `${path}.items`, inList),
    ...validateOwn(schema, path, isRoot, lost),
  ]
}

function validateOwn(schema: JsonSchema, path: string, isRoot: boolean, lost: string | undefined): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? []
  const self = rules.length > 0 ? typeOfSchema(schema, isRoot) : undefined
  if (rules.length > 0 && !self)
    return [
      {
        type: 'InternalError',
        field: `${path}.x-kubernetes-validations`,
        detail: 'internal error: failed to retrieve type information for x-kubernetes-validations',
      },
    ]
  return rules.flatMap((rule, i) => {
    const own = `${path}.x-kubernetes-validations[${i}]`
    const { problem, messageProblem, usesOldSelf } = compileRule(rule, self as NonNullable<typeof self>)
    const errors: FieldError[] = []
    if (problem !== undefined) errors.push(invalidValue(`${own}.rule`, internalRule(rule), problem))
    if (messageProblem !== undefined) errors.push(invalidValue(`${own}.messageExpression`, internalRule(rule), messageProblem))
    if (usesOldSelf && lost !== undefined)
      errors.push(invalidValue(`${own}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${lost}`))
    if (!usesOldSelf && problem === undefined && rule.optionalOldSelf !== undefined)
      errors.push(invalidValue(`${own}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'))
    return errors
  })
}
