/** PriorityClasses: names for how important pods are. Models pkg/registry/scheduling/priorityclass and pkg/apis/scheduling. */
import { priorityClasses } from '../../../api/kinds.ts'
import { forbidden } from '../../../api/status.ts'
import type { PriorityClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { isSystemPriorityClass } from './scheduling/system-priority-classes.ts'
import { validatePriorityClass, validatePriorityClassUpdate } from './scheduling/validation.ts'

export const priorityClass = defineResource<PriorityClass>({
  of: priorityClasses,
  ownChance: true,
  short: ['pc'],
  defaults(object) {
    object.value ??= 0
    object.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  prepareForCreate(object) {
    // Set once and never raised.
    object.metadata.generation = 1
  },
  validateCreate: validatePriorityClass,
  validateUpdate: validatePriorityClassUpdate,
  checkDelete({ metadata: { name } }) {
    if (isSystemPriorityClass(name)) throw forbidden(priorityClasses, name, 'this is a system priority class and cannot be deleted')
  },
  columns: [
    { name: 'Value', type: 'integer', cell: ({ value }) => value ?? 0 },
    { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault ?? false },
    age,
    { name: 'PreemptionPolicy', cell: ({ preemptionPolicy }) => preemptionPolicy ?? '' },
  ],
})
