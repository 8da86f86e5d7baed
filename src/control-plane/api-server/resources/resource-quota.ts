/** ResourceQuotas: how much of everything a namespace may use. Models pkg/registry/core/resourcequota. */
import { resourceQuotas } from '../../../api/kinds.ts'
import type { ResourceQuota } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateResourceQuota, validateResourceQuotaStatus, validateResourceQuotaUpdate } from './resource-quota/validation.ts'

export const resourceQuota = defineResource<ResourceQuota>({
  of: resourceQuotas,
  short: ['quota'],
  status: true,
  generation: false,
  defaults(object) {
    object.spec ??= {}
  },
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  validateStatusUpdate: validateResourceQuotaStatus,
  columns: [
    { name: 'Request', cell: (object) => amounts(object, (name) => !isLimit(name)) },
    { name: 'Limit', cell: (object) => amounts(object, isLimit) },
    age,
  ],
})

const isLimit = (name: string): boolean => name.startsWith('limits.')

/** `pods: 1/2, requests.cpu: 100m/1` */
function amounts({ status }: ResourceQuota, belongs: (name: string) => boolean): string {
  const names = Object.keys(status?.hard ?? {}).filter(belongs)
  return names
    .sort()
    .map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`)
    .join(', ')
}
