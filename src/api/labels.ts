/**
 * Labels and the selectors that choose by them: the text that `-l` takes, and the LabelSelector object of specs.
 * Models apimachinery pkg/labels and meta/v1 helpers.
 */
import { isLabelValue, isQualifiedName } from './names.ts'
import { type FieldError, fieldErrorText, forbiddenField, invalidValue, required } from './status.ts'
import type { LabelSelector, LabelSelectorRequirement } from './types.ts'

export type Labels = Readonly<Record<string, string>>
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt'

export interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** All of them must hold. An empty one matches everything. */
export type Selector = readonly Requirement[]

/** Chooses no object, not even one without labels. */
const nothing: Selector = Object.freeze([{ key: '', operator: 'in', values: [] } as const])

/** The message is what Kubernetes says of the selector. */
export class SelectorError extends Error {}

/** Go has no order of the keys of a map, and writes them sorted. */
export const inOrder = (labels: Labels): Record<string, string> => Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The fields in Go's order, as findings show them. */
export const selectorInOrder = ({ matchLabels, matchExpressions }: LabelSelector): LabelSelector => ({
  ...(matchLabels ? { matchLabels: inOrder(matchLabels) } : {}),
  ...(matchExpressions ? { matchExpressions: matchExpressions.map(({ key, operator, values }) => ({ key, operator, ...(values ? { values } : {}) })) } : {}),
})

/** Whether the labels satisfy the selector. */
export const matches = (selector: Selector, labels: Labels | undefined): boolean => selector.every((requirement) => satisfies(requirement, labels ?? {}))

function satisfies({ key, operator, values }: Requirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key)
  const value = has ? labels[key]! : ''
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return has && values.includes(value)
    case 'notin':
    case '!=':
      return !has || !values.includes(value)
    case 'exists':
      return has
    case '!':
      return !has
    default:
      return has && isInteger(value) && values.length === 1 && isInteger(values[0]!) && compares(operator, BigInt(value), BigInt(values[0]!))
  }
}

const compares = (operator: 'gt' | 'lt', left: bigint, right: bigint): boolean => (operator === 'gt' ? left > right : left < right)
const isInteger = (text: string): boolean => /^[-+]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)

/** Whether `labels` has every label of `wanted`: a plain selector (services, replication controllers). */
export const matchLabels = (wanted: Labels, labels: Labels | undefined): boolean =>
  Object.keys(wanted).every((key) => labels !== undefined && Object.hasOwn(labels, key) && labels[key] === wanted[key])

const byKey = (a: Requirement, b: Requirement): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
const symbols: Record<Operator, string> = { in: ' in ', notin: ' notin ', '=': '=', '==': '==', '!=': '!=', exists: '', '!': '', gt: '>', lt: '<' }

/** Back to the text that `-l` takes; empty for everything and for nothing. */
export const formatSelector = (selector: Selector): string => (selector === nothing ? '' : selector.map(requirementText).join(','))

function requirementText({ key, operator, values }: Requirement): string {
  const list = [...values].sort().join(',')
  const shown = operator === 'in' || operator === 'notin' ? `(${list})` : operator === 'exists' || operator === '!' ? '' : list
  return `${operator === '!' ? '!' : ''}${key}${symbols[operator]}${shown}`
}

/** The selector of labels that must all be there, sorted by key. */
export const selectorFromLabels = (labels: Labels | undefined): Selector =>
  Object.entries(labels ?? {})
    .map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }))
    .sort(byKey)

const operators: Record<string, Operator> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' }

/** What a LabelSelector chooses: nothing if there is none, everything if it is empty. Throws SelectorError. */
export function selectorOf(selector: LabelSelector | undefined | null): Selector {
  if (selector === undefined || selector === null) return nothing
  const fromLabels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => checked({ key, operator: '=', values: [value] }))
  const fromExpressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    const known = operators[operator]
    if (known === undefined) throw new SelectorError(`${JSON.stringify(operator)} is not a valid label selector operator`)
    return checked({ key, operator: known, values: values ?? [] })
  })
  return [...fromLabels, ...fromExpressions].sort(byKey)
}

/** Whether a LabelSelector chooses these labels. Throws SelectorError. */
export const matchesLabelSelector = (selector: LabelSelector | undefined | null, labels: Labels | undefined): boolean => matches(selectorOf(selector), labels)

/** As `describe` and tables show it: `<none>` if it chooses everything or there is none, `<error>` if it is broken. */
export function formatLabelSelector(selector: LabelSelector | undefined | null): string {
  try {
    return formatSelector(selectorOf(selector)) || '<none>'
  } catch (error) {
    if (error instanceof SelectorError) return '<error>'
    throw error
  }
}

/** A LabelSelector from the text of `-l`. Throws SelectorError for what a LabelSelector cannot say. */
export function toLabelSelector(selector: Selector): LabelSelector {
  const names: Partial<Record<Operator, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' }
  const matchLabelsOf: Record<string, string> = {}
  const matchExpressions: LabelSelectorRequirement[] = []
  for (const { key, operator, values } of selector) {
    if (operator === '=' || operator === '==') {
      matchLabelsOf[key] = values[0]!
      continue
    }
    const name = names[operator]
    if (name === undefined && operator === '!=') throw new SelectorError('"!=" is not a valid label selector operator')
    if (name === undefined) throw new SelectorError(`${JSON.stringify(operator)} isn't supported in label selectors`)
    matchExpressions.push({ key, operator: name, ...(values.length > 0 ? { values: [...values] } : {}) })
  }
  return { ...(Object.keys(matchLabelsOf).length > 0 ? { matchLabels: matchLabelsOf } : {}), ...(matchExpressions.length > 0 ? { matchExpressions } : {}) }
}

/** The requirement itself if it makes sense. Throws SelectorError with all findings. */
export function checked(requirement: Requirement): Requirement {
  const findings = requirementFindings(requirement).map(fieldErrorText)
  if (findings.length === 1) throw new SelectorError(findings[0]!)
  if (findings.length > 1) throw new SelectorError(`[${findings.join(', ')}]`)
  return requirement
}

function requirementFindings({ key, operator, values }: Requirement): FieldError[] {
  const keyFindings = isQualifiedName(key)
  return [
    ...(keyFindings.length > 0 ? [invalidValue('key', key, keyFindings.join('; '))] : []),
    ...countFindings(operator, values),
    ...values.flatMap((value, i) => {
      const findings = isLabelValue(value)
      return findings.length > 0 ? [invalidValue(`values[${i}][${key}]`, value, findings.join('; '))] : []
    }),
  ]
}

function countFindings(operator: Operator, values: readonly string[]): FieldError[] {
  if (operator === 'in' || operator === 'notin')
    return values.length === 0 ? [invalidValue('values', values, "for 'in', 'notin' operators, values set can't be empty")] : []
  if (operator === 'exists' || operator === '!')
    return values.length > 0 ? [invalidValue('values', values, 'values set must be empty for exists and does not exist')] : []
  if (operator === 'gt' || operator === 'lt')
    return values.flatMap((value, i) =>
      isInteger(value) ? [] : [invalidValue(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")],
    )
  return []
}

/** Findings on a map of labels, `field` being its path. */
export const validateLabels = (labels: Labels | undefined, field: string): FieldError[] =>
  Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...isQualifiedName(key).map((text) => invalidValue(field, key, text)),
    ...isLabelValue(value).map((text) => invalidValue(field, value, text)),
  ])

/** Findings on a LabelSelector, `field` being its path. */
export const validateLabelSelector = (selector: LabelSelector | undefined, field: string): FieldError[] => [
  ...validateLabels(selector?.matchLabels, `${field}.matchLabels`),
  ...(selector?.matchExpressions ?? []).flatMap((requirement, i) => validateExpression(requirement, `${field}.matchExpressions[${i}]`)),
]

function validateExpression({ key, operator, values = [] }: LabelSelectorRequirement, field: string): FieldError[] {
  return [
    ...operatorFindings(operator, values, field),
    ...isQualifiedName(key).map((text) => invalidValue(`${field}.key`, key, text)),
    ...values.flatMap((value, i) => isLabelValue(value).map((text) => invalidValue(`${field}.values[${i}]`, value, text))),
  ]
}

function operatorFindings(operator: string, values: readonly string[], field: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn')
    return values.length === 0 ? [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")] : []
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return values.length > 0 ? [forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")] : []
  return [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')]
}
