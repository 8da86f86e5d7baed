/** StorageClasses. Models pkg/apis/storage/validation. */
import { deepEqual } from '../../../../api/object.ts'
import { duplicate, type FieldError, forbiddenField, notSupported, required } from '../../../../api/status.ts'
import type { StorageClass, TopologySelectorTerm } from '../../../../api/types.ts'
import { labelValue, qualifiedName, unchanged } from '../checks.ts'
import { driverName, validateParameters } from './parameters.ts'

const reclaimPolicies = ['Delete', 'Retain']
const bindingModes = ['Immediate', 'WaitForFirstConsumer']

export function validateStorageClass({ provisioner, parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] }: StorageClass): FieldError[] {
  return [
    ...driverName(provisioner, 'provisioner'),
    ...validateParameters(parameters, true),
    ...(reclaimPolicy && !reclaimPolicies.includes(reclaimPolicy) ? [notSupported('reclaimPolicy', reclaimPolicy, reclaimPolicies)] : []),
    ...(bindingModes.includes(volumeBindingMode ?? '') ? [] : [notSupported('volumeBindingMode', volumeBindingMode, bindingModes)]),
    ...validateTopologies(allowedTopologies),
  ]
}

function validateTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  return terms.flatMap((term, i) => {
    const at = `allowedTopologies[${i}]`
    const same = terms.slice(0, i).some((other) => deepEqual(other, term))
    return [...validateTerm(term, `${at}.matchLabelExpressions`), ...(same ? [duplicate(`${at}.matchLabelExpressions`, '')] : [])]
  })
}

function validateTerm({ matchLabelExpressions = [] }: TopologySelectorTerm, path: string): FieldError[] {
  const keys = new Set<string>()
  return matchLabelExpressions.flatMap(({ key, values = [] }, i) => {
    const at = `${path}[${i}]`
    const errors: FieldError[] = values.length === 0 ? [required(`${at}.values`)] : []
    for (const [j, value] of values.entries())
      errors.push(...(values.indexOf(value) < j ? [duplicate(`${at}.values[${j}]`, value)] : []), ...labelValue(`${at}.values[${j}]`, value))
    errors.push(...qualifiedName(`${at}.key`, key))
    if (keys.has(key)) errors.push(duplicate(`${at}.key`, key))
    keys.add(key)
    return errors
  })
}

export function validateStorageClassUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const changed = (['parameters', 'provisioner', 'reclaimPolicy'] as const).filter((field) => !deepEqual(storageClass[field], old[field]))
  return [
    ...changed.map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
    ...unchanged('volumeBindingMode', storageClass.volumeBindingMode, old.volumeBindingMode),
  ]
}
