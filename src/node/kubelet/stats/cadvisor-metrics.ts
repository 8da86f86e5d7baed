/**
 * /metrics/cadvisor: what dashboards read of containers. Models the collector of google/cadvisor as the kubelet registers
 * it. Left out: file systems, network, the cgroups above a container, and everything about the hardware but its size.
 */
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import { bytes, millicores, requestOf } from '../resources.ts'
import { exposition, type Family, type Sample } from './exposition.ts'
import type { Tended } from './summary.ts'

interface Measured {
  readonly labels: Readonly<Record<string, string>>
  readonly stats: ReturnType<ContainerRuntime['stats']>
  readonly startedAt: number
  readonly cpuLimit: number
  readonly memoryLimit: number
  readonly shares: number
}

export function cadvisorMetrics(runtime: ContainerRuntime, tended: readonly Tended[]): string {
  const now = runtime.machine.clock.now()
  const measured = tended.flatMap((each) => containersOf(each, runtime))
  const limited = measured.filter(({ cpuLimit }) => cpuLimit > 0)
  const family = (name: string, help: string, type: Family['type'], of: readonly Measured[], value: (each: Measured) => number, more = {}): Family => ({
    name,
    help,
    type,
    samples: of.map((each): Sample => ({ labels: { ...each.labels, ...more }, value: value(each), time: now })),
  })
  const total = { cpu: 'total' }
  const machine: Sample = { labels: {}, value: 0 }
  return exposition([
    family(
      'container_cpu_usage_seconds_total',
      'Cumulative cpu time consumed in seconds.',
      'counter',
      measured,
      ({ stats }) => stats.cpu.usageMs / 1000,
      total,
    ),
    family('container_cpu_cfs_periods_total', 'Number of elapsed enforcement period intervals.', 'counter', limited, ({ stats }) => stats.cpu.periods),
    family('container_cpu_cfs_throttled_periods_total', 'Number of throttled period intervals.', 'counter', limited, ({ stats }) => stats.cpu.throttledPeriods),
    family(
      'container_cpu_cfs_throttled_seconds_total',
      'Total time duration the container has been throttled.',
      'counter',
      limited,
      ({ stats }) => stats.cpu.throttledMs / 1000,
    ),
    family('container_last_seen', 'Last time a container was seen by the exporter', 'gauge', measured, () => Math.floor(now / 1000)),
    family('container_memory_rss', 'Size of RSS in bytes.', 'gauge', measured, ({ stats }) => stats.memory),
    family(
      'container_memory_usage_bytes',
      'Current memory usage in bytes, including all memory regardless of when it was accessed',
      'gauge',
      measured,
      ({ stats }) => stats.memory,
    ),
    family('container_memory_working_set_bytes', 'Current working set in bytes.', 'gauge', measured, ({ stats }) => stats.memory),
    family('container_oom_events_total', 'Count of out of memory events observed for the container', 'counter', measured, ({ stats }) => stats.oomEvents),
    family('container_spec_cpu_period', 'CPU period of the container.', 'gauge', measured, () => 100_000),
    family('container_spec_cpu_quota', 'CPU quota of the container.', 'gauge', limited, ({ cpuLimit }) => cpuLimit * 100),
    family('container_spec_cpu_shares', 'CPU share of the container.', 'gauge', measured, ({ shares }) => shares),
    family('container_spec_memory_limit_bytes', 'Memory limit for the container.', 'gauge', measured, ({ memoryLimit }) => memoryLimit),
    family('container_start_time_seconds', 'Start time of the container since unix epoch in seconds.', 'gauge', measured, ({ startedAt }) =>
      Math.floor(startedAt / 1000),
    ),
    {
      name: 'machine_cpu_cores',
      help: 'Number of logical CPU cores.',
      type: 'gauge',
      samples: [{ ...machine, value: runtime.machine.cores.capacity / 1000 }],
    },
    {
      name: 'machine_memory_bytes',
      help: 'Amount of memory installed on the machine.',
      type: 'gauge',
      samples: [{ ...machine, value: runtime.machine.memory.capacity }],
    },
  ])
}

const containersOf = ({ pod, containers }: Tended, runtime: ContainerRuntime): Measured[] =>
  containers
    .filter((each) => each.running)
    .map(({ name, spec, current }): Measured => {
      const id = current?.id ?? ''
      const { startedAt = 0 } = runtime.state(id)
      const { uid, name: podName, namespace = '' } = pod.metadata
      const cgroup = `/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`
      return {
        labels: { container: name, id: cgroup, image: spec.image ?? '', name: id, namespace, pod: podName },
        stats: runtime.stats(id),
        startedAt,
        cpuLimit: millicores(spec.resources?.limits?.cpu),
        memoryLimit: bytes(spec.resources?.limits?.memory),
        shares: Math.max(2, Math.floor((millicores(requestOf(spec.resources, 'cpu')) * 1024) / 1000)),
      }
    })
