/** VolumeAttributesClasses: properties of a volume that may be changed while it lives. Models pkg/registry/storage/volumeattributesclass. */
import { volumeAttributesClasses } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { forbiddenField } from '../../../api/status.ts'
import type { VolumeAttributesClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { driverName, validateParameters } from './storage/parameters.ts'

export const volumeAttributesClass = defineResource<VolumeAttributesClass>({
  of: volumeAttributesClasses,
  short: ['vac'],
  validate: ({ driverName: name, parameters = {} }) => [...driverName(name, 'driverName'), ...validateParameters(parameters, false)],
  validateUpdate: (object, old) =>
    (['driverName', 'parameters'] as const)
      .filter((field) => !deepEqual(object[field], old[field]))
      .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  columns: [{ name: 'DriverName', cell: ({ driverName: name }) => name }, age],
})
