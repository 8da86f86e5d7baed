/**
 * What the pods and the node use, as /stats/summary says it and as every other page of figures is made from. Counted when
 * somebody asks. Models pkg/kubelet/server/stats and pkg/kubelet/stats. Left out: swap, page faults, accelerators,
 * pressure stall figures, and the figures of the network.
 */
import { formatTime } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import type { PodContainer } from '../container/pod-container.ts'

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
}

export interface Summary {
  readonly node: Use & { readonly nodeName: string; readonly startTime: string }
  readonly pods: readonly PodSummary[]
}

/** A pod that the kubelet tends. */
export interface Tended {
  readonly pod: Pod
  readonly containers: readonly PodContainer[]
}

export function summarize(nodeName: string, runtime: ContainerRuntime, tended: readonly Tended[]): Summary {
  const { machine } = runtime
  const now = machine.clock.now()
  const time = formatTime(now)
  const pods = tended.map((each) => podSummary(each, runtime, time)).filter(({ containers }) => containers.length > 0)
  const { used, available } = machine.memory
  return {
    node: {
      nodeName,
      startTime: formatTime(machine.startedAt),
      cpu: { time, usageNanoCores: Math.round(machine.rate * 1e6), usageCoreNanoSeconds: Math.round(machine.cpuMs * 1e6) },
      memory: { time, availableBytes: available, ...memoryUse(used) },
    },
    pods,
  }
}

/** Only containers that run are listed; what the others have used stays in the pod's account. */
function podSummary({ pod, containers }: Tended, runtime: ContainerRuntime, time: string): PodSummary {
  const running = containers.filter((each) => each.running).map((each) => containerSummary(each, runtime, time))
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
  }
}

function containerSummary(container: PodContainer, runtime: ContainerRuntime, time: string): ContainerSummary {
  const id = container.current?.id ?? ''
  const { cpu, rate, memory, memoryLimit } = runtime.stats(id)
  const { startedAt = 0 } = runtime.state(id)
  return {
    name: container.name,
    startTime: formatTime(startedAt),
    cpu: { time, usageNanoCores: Math.round(rate * 1e6), usageCoreNanoSeconds: Math.round(cpu.usageMs * 1e6) },
    memory: { time, ...(memoryLimit > 0 ? { availableBytes: Math.max(0, memoryLimit - memory) } : {}), ...memoryUse(memory) },
  }
}

const memoryUse = (bytes: number): Omit<MemoryStats, 'time'> => ({ usageBytes: bytes, workingSetBytes: bytes, rssBytes: bytes })
