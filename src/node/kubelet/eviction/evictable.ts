/** A pod worker as the eviction manager sees it. */
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import type { PodWorker } from '../pod-worker.ts'
import type { Evictable } from './eviction-manager.ts'

export const evictable = (worker: PodWorker, runtime: ContainerRuntime): Evictable => {
  const running = () => worker.containers.filter((each) => each.running)
  return {
    pod: worker.pod,
    ending: worker.stage === 'terminating',
    active: worker.stage === 'live' && running().length > 0,
    memoryUse: () => new Map(running().map(({ name, current }) => [name, runtime.stats(current?.id ?? '').memory])),
    storageUse: () => worker.storageUse(),
    processes: () => running().reduce((sum, { current }) => sum + runtime.stats(current?.id ?? '').processes, 0),
    evict: (message, graceSeconds, disruption) => worker.evict(message, graceSeconds, disruption),
  }
}
