/** Whether a pod uses more of the node's disk than its limits say. Models localStorageEviction in pkg/kubelet/eviction. */
import { Quantity } from '../../../api/quantity.ts'
import type { Pod } from '../../../api/types.ts'
import { bytes, podResources } from '../resources.ts'
import { containerStorageTooLarge, emptyDirTooLarge, podStorageTooLarge } from './messages.ts'

/** Bytes that a pod has written: in volumes of its own by their names, and in containers (layer and log) by theirs. */
export interface StorageUse {
  readonly volumes: ReadonlyMap<string, number>
  readonly containers: ReadonlyMap<string, number>
}

const resource = 'ephemeral-storage'

/** Only such pods need to be looked at. */
export const hasStorageLimit = ({ spec }: Pod): boolean =>
  spec.containers.some(({ resources }) => resources?.limits?.[resource] !== undefined) || (spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit)

/** What is said of the limit that is exceeded; undefined if none is. */
export function storageExcess(pod: Pod, { volumes, containers }: StorageUse): string | undefined {
  for (const { name, emptyDir } of pod.spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit
    if (limit !== undefined && bytes(limit) > 0 && (volumes.get(name) ?? 0) > bytes(limit)) return emptyDirTooLarge(name, Quantity.parse(limit).toString())
  }
  const limit = podResources(pod, 'limits')[resource]
  if (limit !== undefined && totalOf(pod, { volumes, containers }) > bytes(limit)) return podStorageTooLarge(Quantity.parse(limit).toString())
  for (const { name, resources } of pod.spec.containers) {
    const own = resources?.limits?.[resource]
    if (own !== undefined && bytes(own) > 0 && (containers.get(name) ?? 0) > bytes(own)) return containerStorageTooLarge(name, Quantity.parse(own).toString())
  }
  return undefined
}

/** What is in memory is on no disk. */
export function totalOf({ spec }: Pod, { volumes, containers }: StorageUse): number {
  const inMemory = new Set((spec.volumes ?? []).filter(({ emptyDir }) => emptyDir?.medium === 'Memory').map(({ name }) => name))
  const onDisk = [...volumes].filter(([name]) => !inMemory.has(name)).map(([, size]) => size)
  return [...onDisk, ...containers.values()].reduce((sum, size) => sum + size, 0)
}
