/** Models ValidateLimitRange of pkg/apis/core/validation. */
import { Quantity } from '../../../../api/quantity.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, required } from '../../../../api/status.ts'
import type { LimitRange, LimitRangeItem } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'
import { containerResourceName, mayOvercommit, resourceName } from '../pod/validation-resources.ts'
import { canonical, compare } from '../quantities.ts'

const types = new Set(['Pod', 'Container', 'PersistentVolumeClaim'])
type Part = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const limits = spec?.limits ?? []
  return limits.flatMap((item, i) => {
    const again = limits.findIndex(({ type }) => type === item.type) < i
    const path = `spec.limits[${i}]`
    return [...typeName(item.type, `${path}.type`), ...(again ? [duplicate(`${path}.type`, item.type)] : []), ...validateItem(item, path)]
  })
}

function typeName(type: string, path: string): FieldError[] {
  const errors = qualifiedName(path, type)
  if (errors.length > 0 || type.includes('/') || types.has(type)) return errors
  return [invalidValue(path, type, 'must be a standard limit type or fully qualified')]
}

function validateItem(item: LimitRangeItem, path: string): FieldError[] {
  const names = (part: Part): FieldError[] => namesOf(item, part).flatMap((name) => itemResource(item.type, name, `${path}.${part}[${name}]`))
  const notForPods = (part: Part): FieldError[] =>
    namesOf(item, part).length > 0 ? [forbiddenField(`${path}.${part}`, "may not be specified when `type` is 'Pod'")] : []
  const parts: Part[] = item.type === 'Pod' ? ['max', 'min', 'maxLimitRequestRatio'] : ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']
  const lacksStorage = item.type === 'PersistentVolumeClaim' && item.min?.storage === undefined && item.max?.storage === undefined
  return [
    ...names('max'),
    ...names('min'),
    ...(item.type === 'Pod' ? [...notForPods('default'), ...notForPods('defaultRequest')] : [...names('default'), ...names('defaultRequest')]),
    ...(lacksStorage ? [required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided')] : []),
    ...names('maxLimitRequestRatio'),
    ...[...new Set(parts.flatMap((part) => namesOf(item, part)))].sort().flatMap((name) => validateResource(item, name, path)),
  ]
}

const namesOf = (item: LimitRangeItem, part: Part): string[] => Object.keys(item[part] ?? {}).sort()

const itemResource = (type: string, name: string, path: string): FieldError[] =>
  type === 'Pod' || type === 'Container' ? containerResourceName(name, path) : resourceName(name, path)

/** Minimum, default request, default limit and maximum of a resource stand in this order. */
function validateResource(item: LimitRangeItem, name: string, path: string): FieldError[] {
  const [min, max] = [item.min?.[name], item.max?.[name]]
  const [limit, request] = item.type === 'Pod' ? [] : [item.default?.[name], item.defaultRequest?.[name]]
  const above = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && compare(a, b) > 0
  const wrong = (part: Part, value: string | undefined, why: string): FieldError => invalidValue(`${path}.${part}[${name}]`, canonical(value ?? '0'), why)
  const errors: FieldError[] = []
  if (above(min, max)) errors.push(wrong('min', min, `min value ${min} is greater than max value ${max}`))
  if (above(min, request)) errors.push(wrong('defaultRequest', request, `min value ${min} is greater than default request value ${request}`))
  if (above(request, max)) errors.push(wrong('defaultRequest', request, `default request value ${request} is greater than max value ${max}`))
  if (above(request, limit)) errors.push(wrong('defaultRequest', request, `default request value ${request} is greater than default limit value ${limit}`))
  if (above(min, limit)) errors.push(wrong('default', min, `min value ${min} is greater than default value ${limit}`))
  if (above(limit, max)) errors.push(wrong('default', max, `default value ${limit} is greater than max value ${max}`))
  errors.push(...ratio(item, name, (ratio, why) => wrong('maxLimitRequestRatio', ratio, why)))
  if (!mayOvercommit(name) && limit !== undefined && request !== undefined && compare(limit, request) !== 0)
    errors.push(wrong('defaultRequest', request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`))
  return errors
}

function ratio(item: LimitRangeItem, name: string, wrong: (ratio: string, why: string) => FieldError): FieldError[] {
  const [ratio, min, max] = [item.maxLimitRequestRatio?.[name], item.min?.[name], item.max?.[name]]
  if (ratio === undefined) return []
  const errors = compare(ratio, '1') < 0 ? [wrong(ratio, `ratio ${ratio} is less than 1`)] : []
  if (min === undefined || max === undefined) return errors
  const widest = Quantity.parse(max).milliValue / Quantity.parse(min).milliValue
  if (Quantity.parse(ratio).milliValue / 1000 > widest) errors.push(wrong(ratio, `ratio ${ratio} is greater than max/min = ${widest.toFixed(6)}`))
  return errors
}
