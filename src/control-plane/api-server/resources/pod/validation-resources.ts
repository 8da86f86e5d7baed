/** Requests and limits. Models validateResourceRequirements of pkg/apis/core/validation. */
import { isQualifiedName } from '../../../../api/names.ts'
import { aggregate } from '../../../../api/pod-resource-lists.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, notFoundField, notSupported, required } from '../../../../api/status.ts'
import type { PodSpec, ResourceRequirements } from '../../../../api/types.ts'
import { each } from '../checks.ts'
import { canonical, compare, isWhole } from '../quantities.ts'

type NameCheck = (name: string, path: string) => FieldError[]

const standard = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])
const ofContainers = new Set(['cpu', 'memory', 'ephemeral-storage'])
export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')
/** Only what belongs to Kubernetes itself may be promised twice. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)

export function resourceName(name: string, path: string): FieldError[] {
  const errors = each(path, name, isQualifiedName(name))
  if (errors.length > 0 || name.includes('/') || standard.has(name) || isHugePages(name)) return errors
  return [invalidValue(path, name, 'must be a standard resource type or fully qualified')]
}

export const containerResourceName: NameCheck = (name, path) => {
  const errors = resourceName(name, path)
  if (!name.includes('/')) {
    return ofContainers.has(name) || isHugePages(name) ? errors : [...errors, invalidValue(path, name, 'must be a standard resource for containers')]
  }
  const extended = !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0
  return isNative(name) || extended ? errors : [...errors, invalidValue(path, name, "doesn't follow extended resource name standard")]
}

const podResourceName: NameCheck = (name, path) => {
  const errors = resourceName(name, path)
  if (errors.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return errors
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])]
}

export function validateResources(resources: ResourceRequirements, nameCheck: NameCheck, claims: readonly string[], path: string): FieldError[] {
  const limits = sorted(resources.limits)
  const requests = sorted(resources.requests)
  const names = [...limits, ...requests].map(([name]) => name)
  const lonelyHugePages = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')
  return [
    ...limits.flatMap(([name, quantity]) => [...nameCheck(name, `${path}.limits[${name}]`), ...validateQuantity(name, quantity, `${path}.limits[${name}]`)]),
    ...requests.flatMap(([name, quantity]) => [
      ...nameCheck(name, `${path}.requests[${name}]`),
      ...validateQuantity(name, quantity, `${path}.requests[${name}]`),
      ...withinLimit(name, quantity, resources.limits?.[name], path),
    ]),
    ...(lonelyHugePages ? [forbiddenField(path, 'HugePages require cpu or memory')] : []),
    ...validateClaims(resources, claims, `${path}.claims`),
  ]
}

function withinLimit(name: string, request: string, limit: string | undefined, path: string): FieldError[] {
  if (limit === undefined) return mayOvercommit(name) ? [] : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  const order = compare(request, limit)
  if (order !== 0 && !mayOvercommit(name))
    return [invalidValue(`${path}.requests`, canonical(request), `must be equal to ${name} limit of ${canonical(limit)}`)]
  return order > 0 ? [invalidValue(`${path}.requests`, canonical(request), `must be less than or equal to ${name} limit of ${canonical(limit)}`)] : []
}

const wholeThings = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

/** Not negative, and whole where half a thing makes no sense. */
export function validateQuantity(name: string, quantity: string, path: string): FieldError[] {
  return [
    ...(compare(quantity, '0') < 0 ? [invalidValue(path, canonical(quantity), 'must be greater than or equal to 0')] : []),
    ...((wholeThings.has(name) || (!isNative(name) && !name.startsWith('requests.'))) && !isWhole(quantity)
      ? [invalidValue(path, canonical(quantity), 'must be an integer')]
      : []),
  ]
}

function validateClaims({ claims = [] }: ResourceRequirements, known: readonly string[], path: string): FieldError[] {
  const seen = new Set<string>()
  return claims.flatMap(({ name, request }, i) => {
    const at = `${path}[${i}]`
    if (!name) return [required(at)]
    const key = request ? `${name}/${request}` : name
    const errors: FieldError[] = seen.has(name) || seen.has(key) ? [duplicate(at, key)] : []
    seen.add(key)
    if (known.includes(name)) return errors
    const which = known.length === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`
    return [...errors, { ...notFoundField(at, name), detail: `must be one of the names in pod.spec.resourceClaims${which}` }]
  })
}

export function validatePodResources(spec: PodSpec, path: string): FieldError[] {
  const { resources } = spec
  if (!resources) return []
  return [
    ...(resources.claims ? [forbiddenField(`${path}.claims`, 'claims cannot be set for Resources at pod-level')] : []),
    ...validateResources(resources, podResourceName, [], path),
    ...sorted(aggregate(spec))
      .filter(([name, sum]) => compare(sum, resources.requests?.[name] ?? '0') > 0)
      .map(([name, sum]) =>
        invalidValue(
          `${path}.requests[${name}]`,
          canonical(resources.requests?.[name] ?? '0'),
          `must be greater than or equal to aggregate container requests of ${canonical(sum)}`,
        ),
      ),
    ...(spec.containers ?? []).flatMap((container, i) =>
      sorted(container.resources?.limits)
        .filter(([name, limit]) => resources.limits?.[name] !== undefined && compare(limit, resources.limits[name] as string) > 0)
        .map(([name, limit]) =>
          invalidValue(
            `${path}.containers[${i}][${name}].limits`,
            canonical(limit),
            `must be less than or equal to pod limits of ${canonical(resources.limits?.[name] ?? '0')}`,
          ),
        ),
    ),
  ]
}

const sorted = (list: Readonly<Record<string, string>> | undefined): [string, string][] => Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
