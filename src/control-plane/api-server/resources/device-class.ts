/** DeviceClasses: kinds of devices that claims may ask for. Models pkg/registry/resource/deviceclass. */
import { deviceClasses } from '../../../api/kinds.ts'
import type { DeviceClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateOpaque, validateSelectors } from './device/validation.ts'

export const deviceClass = defineResource<DeviceClass>({
  of: deviceClasses,
  generation: true,
  validate: ({ spec }) => [
    ...validateSelectors(spec?.selectors ?? [], 'spec.selectors'),
    ...(spec?.config ?? []).flatMap(({ opaque }, i) => validateOpaque(opaque, `spec.config[${i}]`)),
  ],
  columns: [age],
})
