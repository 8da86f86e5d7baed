/** Whether a policy, its binding or a webhook is about a request. Models apiserver pkg/admission/plugin/policy/matching and webhook/predicates. */
import { namespaces } from '../../../../api/kinds.ts'
import { matchesLabelSelector } from '../../../../api/labels.ts'
import type { LabelSelector, NamedRuleWithOperations } from '../../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, isAbout } from '../admission.ts'

interface Constraints {
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
  readonly resourceRules?: readonly NamedRuleWithOperations[]
  readonly excludeResourceRules?: readonly NamedRuleWithOperations[]
}

/** Without rules: every resource. */
export function matchesConstraints(constraints: Constraints | undefined, attributes: AdmissionAttributes, context: AdmissionContext): boolean {
  if (!constraints) return true
  const { namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = constraints
  if (excludeResourceRules.some((rule) => matchesRule(rule, attributes))) return false
  if (resourceRules.length > 0 && !resourceRules.some((rule) => matchesRule(rule, attributes))) return false
  return matchesNamespace(namespaceSelector, attributes, context) && matchesObject(objectSelector, attributes)
}

function matchesRule(rule: NamedRuleWithOperations, { definition, operation, subresource, namespace, name }: AdmissionAttributes): boolean {
  const { group, version, plural } = definition.of
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], resourceNames = [], scope = '*' } = rule
  const within = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value)
  const scoped = scope === '*' || (scope === 'Namespaced' ? namespace !== '' && plural !== 'namespaces' : namespace === '' || plural === 'namespaces')
  return (
    within(apiGroups, group) &&
    within(apiVersions, version) &&
    within(operations, operation) &&
    scoped &&
    resources.some((resource) => matchesResource(resource, plural, subresource)) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  )
}

/** `pods`, `pods/status`, `pods/*`, `*`, or with `*` for either part; without a slash subresources are not meant. */
function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource, sub = ''] = pattern.split('/')
  if (resource !== '*' && resource !== plural) return false
  return sub === '*' || sub === subresource
}

/** A namespace is chosen by its own labels; what is in none is always chosen. */
function matchesNamespace(selector: LabelSelector | undefined, attributes: AdmissionAttributes, context: AdmissionContext): boolean {
  if (!selector || isEmpty(selector)) return true
  if (isAbout(attributes, namespaces)) return matchesLabelSelector(selector, (attributes.object ?? attributes.oldObject)?.metadata.labels)
  if (attributes.namespace === '') return true
  return matchesLabelSelector(selector, context.get(namespaces, attributes.namespace)?.metadata.labels)
}

function matchesObject(selector: LabelSelector | undefined, { object, oldObject }: AdmissionAttributes): boolean {
  if (!selector || isEmpty(selector)) return true
  return [object, oldObject].some((each) => each?.metadata && matchesLabelSelector(selector, each.metadata.labels))
}

const isEmpty = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0

/** Policies and webhooks do not judge policies and webhooks, so that a wrong one can be mended. */
export const isConfiguration = ({ definition }: AdmissionAttributes): boolean => definition.of.group === 'admissionregistration.k8s.io'
