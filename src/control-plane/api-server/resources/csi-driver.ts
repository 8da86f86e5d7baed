/** CSIDrivers: what a storage driver can do and needs. Models pkg/registry/storage/csidriver. */
import { csiDrivers } from '../../../api/kinds.ts'
import { duplicate, type FieldError, invalidValue, notSupported } from '../../../api/status.ts'
import type { CSIDriver, StorageV1TokenRequest } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { oneOfIfSet, unchanged } from './checks.ts'

const policies = ['File', 'None', 'ReadWriteOnceWithFSType']
const modes = ['Ephemeral', 'Persistent']

export const csiDriver = defineResource<CSIDriver>({
  of: csiDrivers,
  generation: true,
  defaults({ spec }) {
    if (!spec) return
    spec.attachRequired ??= true
    spec.podInfoOnMount ??= false
    spec.storageCapacity ??= false
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
    spec.requiresRepublish ??= false
    spec.seLinuxMount ??= false
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
  },
  validate: ({ spec }) => [
    ...oneOfIfSet('spec.fsGroupPolicy', spec?.fsGroupPolicy, policies),
    ...validateTokenRequests(spec?.tokenRequests ?? []),
    ...(spec?.volumeLifecycleModes ?? []).filter((mode) => !modes.includes(mode)).map((mode) => notSupported('spec.volumeLifecycleModes', mode, modes)),
    ...((spec?.nodeAllocatableUpdatePeriodSeconds ?? shortestPeriod) < shortestPeriod
      ? [
          invalidValue(
            'spec.nodeAllocatableUpdatePeriodSeconds',
            spec?.nodeAllocatableUpdatePeriodSeconds,
            `must be greater than or equal to ${shortestPeriod} seconds`,
          ),
        ]
      : []),
  ],
  // The real check misspells the first.
  validateUpdate: ({ spec }, { spec: old }) => [
    ...unchanged('spec.attachedRequired', spec.attachRequired, old.attachRequired),
    ...unchanged('spec.volumeLifecycleModes', spec.volumeLifecycleModes, old.volumeLifecycleModes),
  ],
  columns: [
    { name: 'AttachRequired', type: 'boolean', cell: ({ spec }) => spec.attachRequired ?? true },
    { name: 'PodInfoOnMount', type: 'boolean', cell: ({ spec }) => spec.podInfoOnMount ?? false },
    { name: 'StorageCapacity', type: 'boolean', cell: ({ spec }) => spec.storageCapacity ?? false },
    { name: 'TokenRequests', cell: ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>' },
    { name: 'RequiresRepublish', type: 'boolean', cell: ({ spec }) => spec.requiresRepublish ?? false },
    { name: 'Modes', cell: ({ spec }) => spec.volumeLifecycleModes?.join(',') || '<none>' },
    age,
  ],
})

const shortestPeriod = 10

function validateTokenRequests(requests: readonly StorageV1TokenRequest[]): FieldError[] {
  const seen = new Set<string>()
  return requests.flatMap(({ audience = '', expirationSeconds }, i) => {
    const at = `spec.tokenRequests[${i}]`
    if (seen.has(audience)) return [duplicate(`${at}.audience`, audience)]
    seen.add(audience)
    if (expirationSeconds === undefined) return []
    if (expirationSeconds < 600) return [invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')]
    return expirationSeconds > 2 ** 32
      ? [invalidValue(`${at}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
      : []
  })
}
