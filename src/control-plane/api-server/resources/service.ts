/** Services. Models pkg/registry/core/service; the parts are in service/. */

import { services } from '../../../api/kinds.ts'
import { isDns1035Label } from '../../../api/names.ts'
import type { Service } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { allocate, reallocate } from './service/allocation.ts'
import { serviceColumns } from './service/columns.ts'
import { defaultService } from './service/defaults.ts'
import { validateService, validateServiceUpdate } from './service/validation.ts'
import { serviceWarnings } from './service/warnings.ts'

export const service = defineResource<Service>({
  of: services,
  short: ['svc'],
  categories: ['all'],
  status: true,
  generation: false,
  nameRule: isDns1035Label,
  defaults: defaultService,
  prepareForCreate: allocate,
  prepareForUpdate: reallocate,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  warnings: serviceWarnings,
  selectableFields: {
    'spec.clusterIP': (object) => object.spec?.clusterIP ?? '',
    'spec.type': (object) => object.spec?.type ?? '',
  },
  columns: serviceColumns,
})
