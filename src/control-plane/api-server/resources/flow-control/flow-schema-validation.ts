/** FlowSchemas. Models pkg/apis/flowcontrol/validation. */
import { isDns1123Label } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { FlowcontrolV1Subject, FlowSchema, NonResourcePolicyRule, PolicyRulesWithSubjects, ResourcePolicyRule } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain } from '../checks.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']
const highest = 10_000

export function validateFlowSchema({ metadata, spec }: FlowSchema): FieldError[] {
  const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec ?? { priorityLevelConfiguration: { name: '' } }
  const wrong = (why: string): FieldError => invalidValue('spec.matchingPrecedence', matchingPrecedence, why)
  const method = distinguisherMethod?.type
  const level = priorityLevelConfiguration?.name
  return [
    ...(matchingPrecedence <= 0 ? [wrong('must be a positive value')] : []),
    ...(matchingPrecedence > highest ? [wrong(`must not be greater than ${highest}`)] : []),
    ...(matchingPrecedence === 1 && metadata.name !== 'exempt' ? [wrong("only the schema named 'exempt' may have matchingPrecedence 1")] : []),
    ...(method !== undefined && !['ByNamespace', 'ByUser'].includes(method)
      ? [notSupported('spec.distinguisherMethod.type', { Type: method }, ['ByNamespace', 'ByUser'])]
      : []),
    ...(level
      ? dnsSubdomain('spec.priorityLevelConfiguration.name', level)
      : [required('spec.priorityLevelConfiguration.name', 'must reference a priority level')]),
    ...rules.flatMap((rule, i) => validateRules(rule, `spec.rules[${i}]`)),
  ]
}

function validateRules({ subjects = [], resourceRules = [], nonResourceRules = [] }: PolicyRulesWithSubjects, at: string): FieldError[] {
  return [
    ...(subjects.length === 0 ? [required(`${at}.subjects`, 'subjects must contain at least one value')] : []),
    ...subjects.flatMap((subject, i) => validateSubject(subject, `${at}.subjects[${i}]`)),
    ...(resourceRules.length + nonResourceRules.length === 0 ? [required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty')] : []),
    ...resourceRules.flatMap((rule, i) => validateResourceRule(rule, `${at}.resourceRules[${i}]`)),
    ...nonResourceRules.flatMap((rule, i) => validateNonResourceRule(rule, `${at}.nonResourceRules[${i}]`)),
  ]
}

const subjectFields = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const

function validateSubject(subject: FlowcontrolV1Subject, at: string): FieldError[] {
  const { kind } = subject
  if (!(kind in subjectFields)) return [notSupported(`${at}.kind`, kind, Object.keys(subjectFields))]
  return Object.entries(subjectFields).flatMap(([other, field]) => {
    if (other !== kind) return subject[field] ? [forbiddenField(`${at}.${field}`, `${field} is forbidden when subject kind is not '${other}'`)] : []
    return subject[field]
      ? validateNamed(subject[field], `${at}.${field}`, kind)
      : [required(`${at}.${field}`, `${field} is required when subject kind is '${kind}'`)]
  })
}

function validateNamed({ name, namespace }: { name?: string; namespace?: string }, at: string, kind: string): FieldError[] {
  const errors: FieldError[] = name ? [] : [required(`${at}.name`)]
  if (kind !== 'ServiceAccount') return errors
  if (name && name !== '*') errors.push(...dnsSubdomain(`${at}.name`, name))
  return [...errors, ...(namespace ? dnsLabel(`${at}.namespace`, namespace) : [required(`${at}.namespace`, 'must specify namespace for service account')])]
}

/** Required, and the wildcard alone. */
function list(given: readonly string[], at: string, whenEmpty: string, what: string): FieldError[] {
  if (given.length === 0) return [required(at, whenEmpty)]
  return given.length > 1 && given.includes('*') ? [invalidValue(at, given, `if '*' is present, must not specify other ${what}`)] : []
}

function validateVerbs(given: readonly string[], at: string): FieldError[] {
  const errors = list(given, at, 'verbs must contain at least one value', 'verbs')
  return errors.length > 0 || given.includes('*') || given.every((verb) => verbs.includes(verb)) ? errors : [notSupported(at, given, verbs)]
}

function validateResourceRule({ verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope }: ResourcePolicyRule, at: string): FieldError[] {
  return [
    ...validateVerbs(verbs, `${at}.verbs`),
    ...list(apiGroups, `${at}.apiGroups`, 'resource rules must supply at least one api group', 'api groups'),
    ...list(resources, `${at}.resources`, 'resource rules must supply at least one resource', 'resources'),
    ...(namespaces.length === 0 && clusterScope
      ? []
      : list(namespaces, `${at}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace', 'namespaces')),
    ...(namespaces.includes('*')
      ? []
      : namespaces.flatMap((namespace, i) =>
          isDns1123Label(namespace).map((text) =>
            invalidValue(`${at}.namespaces[${i}]`, namespace, `each member of this list must be '*' or a DNS-1123 label; ${text}`),
          ),
        )),
  ]
}

const validateNonResourceRule = ({ verbs = [], nonResourceURLs = [] }: NonResourcePolicyRule, at: string): FieldError[] => [
  ...validateVerbs(verbs, `${at}.verbs`),
  ...list(nonResourceURLs, `${at}.nonResourceURLs`, 'nonResourceURLs must contain at least one value', 'non-resource URLs'),
  ...(nonResourceURLs.includes('*') ? [] : nonResourceURLs.flatMap((url, i) => validatePath(url, `${at}.nonResourceURLs[${i}]`))),
]

function validatePath(path: string, at: string): FieldError[] {
  if (path === '') return [invalidValue(at, path, 'must not be empty')]
  if (path === '/') return []
  if (!path.startsWith('/')) return [invalidValue(at, path, "must start with slash('/')")]
  if (path.includes(' ')) return [invalidValue(at, path, 'must not contain white-space')]
  if (path.includes('//')) return [invalidValue(at, path, "must not contain double slash('//')")]
  return path.slice(0, -1).includes('*') || (path.endsWith('*') && !path.endsWith('/*'))
    ? [invalidValue(at, path, "wildcard can only do suffix matching, and must be separated from other parts with slash('/')")]
    : []
}
