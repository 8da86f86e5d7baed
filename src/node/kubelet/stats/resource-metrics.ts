/** /metrics/resource: what metrics-server reads. Models pkg/kubelet/metrics/collectors/resource_metrics.go. */
import { timeOf } from '../../../api/time.ts'
import { exposition, type Family, type Sample } from './exposition.ts'
import type { Summary } from './summary.ts'

const seconds = (nanoseconds: number): number => nanoseconds / 1e9

export function resourceMetrics({ node, pods }: Summary): string {
  const at = (text: string): number => timeOf(text) ?? 0
  const podLabels = (ref: { name: string; namespace: string }) => ({ namespace: ref.namespace, pod: ref.name })
  const containers = pods.flatMap(({ podRef, containers }) => containers.map((each) => ({ ...each, labels: { container: each.name, ...podLabels(podRef) } })))
  const family = (name: string, help: string, type: Family['type'], samples: readonly Sample[]): Family => ({ name, help: `[STABLE] ${help}`, type, samples })
  return exposition([
    family('node_cpu_usage_seconds_total', 'Cumulative cpu time consumed by the node in core-seconds', 'counter', [
      { labels: {}, value: seconds(node.cpu.usageCoreNanoSeconds), time: at(node.cpu.time) },
    ]),
    family('node_memory_working_set_bytes', 'Current working set of the node in bytes', 'gauge', [
      { labels: {}, value: node.memory.workingSetBytes, time: at(node.memory.time) },
    ]),
    family(
      'container_cpu_usage_seconds_total',
      'Cumulative cpu time consumed by the container in core-seconds',
      'counter',
      containers.map(({ labels, cpu }) => ({ labels, value: seconds(cpu.usageCoreNanoSeconds), time: at(cpu.time) })),
    ),
    family(
      'container_memory_working_set_bytes',
      'Current working set of the container in bytes',
      'gauge',
      containers.map(({ labels, memory }) => ({ labels, value: memory.workingSetBytes, time: at(memory.time) })),
    ),
    family(
      'container_start_time_seconds',
      'Start time of the container since unix epoch in seconds',
      'gauge',
      containers.map(({ labels, startTime }) => ({ labels, value: at(startTime) / 1000 })),
    ),
    family(
      'pod_cpu_usage_seconds_total',
      'Cumulative cpu time consumed by the pod in core-seconds',
      'counter',
      pods.map(({ podRef, cpu }) => ({ labels: podLabels(podRef), value: seconds(cpu.usageCoreNanoSeconds), time: at(cpu.time) })),
    ),
    family(
      'pod_memory_working_set_bytes',
      'Current working set of the pod in bytes',
      'gauge',
      pods.map(({ podRef, memory }) => ({ labels: podLabels(podRef), value: memory.workingSetBytes, time: at(memory.time) })),
    ),
    family('resource_scrape_error', '1 if there was an error while getting container metrics, 0 otherwise', 'gauge', [{ labels: {}, value: 0 }]),
  ])
}
