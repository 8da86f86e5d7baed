/** Models ValidatePriorityClass of pkg/apis/scheduling/validation. */
import { type FieldError, forbiddenField } from '../../../../api/status.ts'
import type { PriorityClass } from '../../../../api/types.ts'
import { oneOfIfSet, unchanged } from '../checks.ts'
import { systemPriorityClasses } from './system-priority-classes.ts'

const reserved = 'system-'
const highest = 1_000_000_000

export function validatePriorityClass(object: PriorityClass): FieldError[] {
  return [...validateName(object), ...oneOfIfSet('preemptionPolicy', object.preemptionPolicy, ['PreemptLowerPriority', 'Never'])]
}

function validateName(object: PriorityClass): FieldError[] {
  const { name } = object.metadata
  if (!name.startsWith(reserved))
    return (object.value ?? 0) > highest ? [forbiddenField('value', `maximum allowed value of a user defined priority is ${highest}`)] : []
  const why = unlikeSystem(object)
  return why === undefined
    ? []
    : [forbiddenField('metadata.name', `priority class names with '${reserved}' prefix are reserved for system use only. error: ${why}`)]
}

/** What a class of such a name has that the system's does not; undefined if it is the system's. */
function unlikeSystem({ metadata: { name }, value, globalDefault = false }: PriorityClass): string | undefined {
  const known = systemPriorityClasses.find(({ metadata }) => metadata.name === name)
  if (!known) return `${name} is not a known system priority class`
  if (value !== known.value) return `value of ${name} PriorityClass must be ${known.value}`
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

export const validatePriorityClassUpdate = (object: PriorityClass, old: PriorityClass): FieldError[] => [
  ...(object.value === old.value ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
  ...unchanged('preemptionPolicy', object.preemptionPolicy, old.preemptionPolicy),
]
