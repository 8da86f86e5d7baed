/**
 * What the pods and the node use, as /stats/summary says it and as every other page of figures is made from. Counted when
 * somebody asks. Models pkg/kubelet/server/stats and pkg/kubelet/stats. Left out: swap, page faults, inodes,
 * pressure stall figures, and the figures of the network.
 */
import { formatTime } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import type { PodContainer } from '../container/pod-container.ts'
import type { StorageUse } from '../eviction/local-storage.ts'
import { containerStorage, nodeStorage, podStorage } from './storage-summary.ts'

interface CpuStats {
  readonly time: string
  readonly usageNanoCores: number
  readonly usageCoreNanoSeconds: number
}

interface MemoryStats {
  readonly time: string
  readonly availableBytes?: number
  readonly usageBytes: number
  readonly workingSetBytes: number
  readonly rssBytes: number
}

interface Use {
  readonly cpu: CpuStats
  readonly memory: MemoryStats
}

interface ContainerSummary extends Use {
  readonly name: string
  readonly startTime: string
}

interface PodSummary extends Use {
  readonly podRef: { readonly name: string; readonly namespace: string; readonly uid: string }
  readonly startTime: string
  readonly containers: readonly ContainerSummary[]
  readonly process_stats: { readonly process_count: number }
}

export interface Summary {
  readonly node: Use & { readonly nodeName: string; readonly startTime: string }
  readonly pods: readonly PodSummary[]
}

/** A pod that the kubelet tends. */
export interface Tended {
  readonly pod: Pod
  readonly containers: readonly PodContainer[]
  storageUse(): StorageUse
}

/** @param storage with what lies on disks, which takes longer to find out. */
export function summarize(nodeName: string, runtime: ContainerRuntime, tended: readonly Tended[], storage: boolean): Summary {
  const { machine } = runtime
  const now = machine.clock.now()
  const time = formatTime(now)
  const pods = tended.map((each) => podSummary(each, runtime, time, storage)).filter(({ containers }) => containers.length > 0)
  const { used, available } = machine.memory
  return {
    node: {
      nodeName,
      startTime: formatTime(machine.startedAt),
      cpu: { time, usageNanoCores: Math.round(machine.rate * 1e6), usageCoreNanoSeconds: Math.round(machine.cpuMs * 1e6) },
      memory: { time, availableBytes: available, ...memoryUse(used) },
      ...(storage ? nodeStorage(machine, time) : {}),
    },
    pods,
  }
}

/** Only containers that run are listed; what the others have used stays in the pod's account. */
function podSummary(each: Tended, runtime: ContainerRuntime, time: string, storage: boolean): PodSummary {
  const { pod, containers } = each
  const written = storage ? each.storageUse() : undefined
  const running = containers.filter((container) => container.running).map((container) => containerSummary(container, runtime, time, written))
  const before = containers
    .flatMap((each) => each.attempts.filter(({ id }) => runtime.state(id).state === 'exited'))
    .reduce((sum, { id }) => sum + runtime.stats(id).cpu.usageMs * 1e6, 0)
  const sum = (of: (container: ContainerSummary) => number): number => running.reduce((total, each) => total + of(each), 0)
  return {
    podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace ?? '', uid: pod.metadata.uid },
    startTime: pod.status?.startTime ?? time,
    containers: running,
    cpu: { time, usageNanoCores: sum(({ cpu }) => cpu.usageNanoCores), usageCoreNanoSeconds: Math.round(before) + sum(({ cpu }) => cpu.usageCoreNanoSeconds) },
    memory: { time, ...memoryUse(sum(({ memory }) => memory.workingSetBytes)) },
    ...(written ? podStorage(runtime.machine, time, pod, written) : {}),
    process_stats: { process_count: containers.reduce((count, { current }) => count + (current ? runtime.stats(current.id).processes : 0), 0) },
  }
}

function containerSummary(container: PodContainer, runtime: ContainerRuntime, time: string, written: StorageUse | undefined): ContainerSummary {
  const id = container.current?.id ?? ''
  const { cpu, rate, memory, memoryLimit, layer } = runtime.stats(id)
  const { startedAt = 0 } = runtime.state(id)
  return {
    name: container.name,
    startTime: formatTime(startedAt),
    cpu: { time, usageNanoCores: Math.round(rate * 1e6), usageCoreNanoSeconds: Math.round(cpu.usageMs * 1e6) },
    memory: { time, ...(memoryLimit > 0 ? { availableBytes: Math.max(0, memoryLimit - memory) } : {}), ...memoryUse(memory) },
    ...(written ? containerStorage(runtime.machine, time, layer, written.containers.get(container.name) ?? 0) : {}),
  }
}

const memoryUse = (bytes: number): Omit<MemoryStats, 'time'> => ({ usageBytes: bytes, workingSetBytes: bytes, rssBytes: bytes })
