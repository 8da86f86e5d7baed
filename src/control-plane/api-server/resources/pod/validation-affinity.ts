/** Affinity and anti-affinity. Models validateAffinity of pkg/apis/core/validation. */

import { validateLabelSelector } from '../../../../api/labels.ts'
import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, required } from '../../../../api/status.ts'
import type { Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm } from '../../../../api/types.ts'
import { each, labelValue, qualifiedName } from '../checks.ts'

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  return [
    ...(affinity?.nodeAffinity ? validateNodeAffinity(affinity.nodeAffinity, `${path}.nodeAffinity`) : []),
    ...(affinity?.podAffinity ? validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`) : []),
    ...(affinity?.podAntiAffinity ? validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`) : []),
  ]
}

const requiredField = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredField = 'preferredDuringSchedulingIgnoredDuringExecution'

function validateNodeAffinity(affinity: NodeAffinity, path: string): FieldError[] {
  const errors: FieldError[] = []
  const wanted = affinity[requiredField]
  if (wanted) errors.push(...validateNodeSelector(wanted, true, `${path}.${requiredField}`))
  affinity[preferredField]?.forEach(({ weight, preference }, i) => {
    const at = `${path}.${preferredField}[${i}]`
    errors.push(...validateWeight(weight, at), ...validateTerm(preference, false, `${at}.preference`))
  })
  return errors
}

/** `checkValues`: whether values must be such as labels can have. */
export function validateNodeSelector({ nodeSelectorTerms = [] }: NodeSelector, checkValues: boolean, path: string): FieldError[] {
  const at = `${path}.nodeSelectorTerms`
  if (nodeSelectorTerms.length === 0) return [required(at, 'must have at least one node selector term')]
  return nodeSelectorTerms.flatMap((term, i) => validateTerm(term, checkValues, `${at}[${i}]`))
}

const validateWeight = (weight: number, at: string): FieldError[] =>
  weight <= 0 || weight > 100 ? [invalidValue(`${at}.weight`, weight, 'must be in the range 1-100')] : []

/** A preference with a value that no label can have is harmless, a requirement is not. */
function validateTerm(term: NodeSelectorTerm, checkValues: boolean, path: string): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, i) => validateRequirement(requirement, checkValues, `${path}.matchExpressions[${i}]`)),
    ...(term.matchFields ?? []).flatMap((requirement, i) => validateFieldRequirement(requirement, `${path}.matchFields[${i}]`)),
  ]
}

function validateRequirement({ key, operator, values = [] }: NodeSelectorRequirement, checkValues: boolean, at: string): FieldError[] {
  const errors: FieldError[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) errors.push(forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"))
  } else errors.push(invalidValue(`${at}.operator`, operator, 'not a valid selector operator'))
  errors.push(...qualifiedName(`${at}.key`, key))
  if (checkValues) errors.push(...values.flatMap((value, i) => labelValue(`${at}.values[${i}]`, value)))
  return errors
}

function validateFieldRequirement({ key, operator, values = [] }: NodeSelectorRequirement, at: string): FieldError[] {
  const errors: FieldError[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) errors.push(required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"))
  } else errors.push(invalidValue(`${at}.operator`, operator, 'not a valid selector operator'))
  if (key !== 'metadata.name') return [...errors, invalidValue(`${at}.key`, key, 'not a valid field selector key')]
  return [...errors, ...values.flatMap((value, i) => each(`${at}.values[${i}]`, value, isDns1123Subdomain(value)))]
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  return [
    ...(affinity[requiredField] ?? []).flatMap((term, i) => validatePodTerm(term, `${path}.${requiredField}[${i}]`)),
    ...(affinity[preferredField] ?? []).flatMap(({ weight, podAffinityTerm }, i) => {
      const at = `${path}.${preferredField}[${i}]`
      return [...validateWeight(weight, at), ...validatePodTerm(podAffinityTerm, `${at}.podAffinityTerm`)]
    }),
  ]
}

function validatePodTerm(term: PodAffinityTerm, at: string): FieldError[] {
  return [
    ...(term.labelSelector ? validateLabelSelector(term.labelSelector, `${at}.labelSelector`) : []),
    ...(term.namespaceSelector ? validateLabelSelector(term.namespaceSelector, `${at}.namespaceSelector`) : []),
    ...(term.namespaces ?? []).flatMap((name) => each(`${at}.namespace`, name, isDns1123Label(name))),
    ...validateLabelKeys(term, at),
    ...(term.topologyKey ? [] : [required(`${at}.topologyKey`, 'can not be empty')]),
    ...qualifiedName(`${at}.topologyKey`, term.topologyKey ?? ''),
  ]
}

function validateLabelKeys({ matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: PodAffinityTerm, at: string): FieldError[] {
  const names = (field: string, keys: readonly string[]): FieldError[] => {
    if (keys.length === 0) return []
    if (!labelSelector) return [forbiddenField(`${at}.${field}`, 'must not be specified when labelSelector is not set')]
    return keys.flatMap((key, i) => qualifiedName(`${at}.${field}[${i}]`, key))
  }
  return [
    ...names('matchLabelKeys', matchLabelKeys),
    ...names('mismatchLabelKeys', mismatchLabelKeys),
    ...matchLabelKeys.flatMap((key, i) =>
      mismatchLabelKeys.includes(key) ? [invalidValue(`${at}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')] : [],
    ),
  ]
}
