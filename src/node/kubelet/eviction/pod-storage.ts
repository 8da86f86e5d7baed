/** What a pod has written on its node: layers and logs of its containers, and volumes of its own. */
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import type { PodContainer } from '../container/pod-container.ts'
import type { PodVolumes } from '../volumes/pod-volumes.ts'
import type { StorageUse } from './local-storage.ts'

export function storageUse(containers: readonly PodContainer[], volumes: PodVolumes, runtime: ContainerRuntime): StorageUse {
  const logged = (id: string): number => runtime.log(id).lines.reduce((sum, { text }) => sum + text.length + lineHead, 0)
  return {
    volumes: volumes.localSizes(),
    containers: new Map(
      containers.filter((each) => each.current).map(({ name, current }) => [name, runtime.stats(current?.id ?? '').layer + logged(current?.id ?? '')]),
    ),
  }
}

/** Time, stream and tag before each line of a log file. */
const lineHead = 45
