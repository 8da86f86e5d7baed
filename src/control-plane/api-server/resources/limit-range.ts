/** LimitRanges: what a container or a pod of a namespace gets if it says nothing, and may ask for. Models pkg/registry/core/limitrange. */
import { limitRanges } from '../../../api/kinds.ts'
import type { LimitRange, LimitRangeItem } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { createdAt } from './age.ts'
import { validateLimitRange } from './limit-range/validation.ts'

export const limitRange = defineResource<LimitRange>({
  of: limitRanges,
  short: ['limits'],
  defaults(object) {
    for (const item of object.spec?.limits ?? []) if (item.type === 'Container') defaultItem(item)
  },
  validate: validateLimitRange,
  columns: [createdAt],
})

/** The limit follows from the maximum, the request from the limit, or else from the minimum. Models pkg/apis/core/v1/defaults.go. */
function defaultItem(item: LimitRangeItem): void {
  const limits = { ...item.max, ...item.default }
  const requests = { ...item.min, ...limits, ...item.defaultRequest }
  if (Object.keys(limits).length > 0) item.default = limits
  if (Object.keys(requests).length > 0) item.defaultRequest = requests
}
