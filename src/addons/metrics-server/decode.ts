/** Reads a kubelet's page /metrics/resource. Models metrics-server pkg/scraper/client/resource/decode.go. */
import type { MetricPoint } from './metric-points.ts'

type Draft = { -readonly [K in keyof MetricPoint]?: number }

export interface NodeFigures {
  readonly node: MetricPoint | undefined
  readonly pods: ReadonlyMap<string, ReadonlyMap<string, MetricPoint>>
}

const sample = /^(\w+)(?:\{([^}]*)\})? (\S+)(?: (\d+))?$/

/** Series that are incomplete are left out. */
export function decodeFigures(text: string): NodeFigures {
  const node: Draft = { startTime: 0 }
  const pods = new Map<string, Map<string, Draft>>()
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = '', time] = sample.exec(line) ?? []
    const field = fields[name]
    if (!field) continue
    const figure = { value: Number(value), time: time === undefined ? undefined : Number(time) }
    if (name.startsWith('node_')) field(node, figure)
    else field(draftOf(pods, labels), figure)
  }
  return {
    node: complete(node),
    pods: new Map([...pods].map(([pod, containers]) => [pod, wholeOf(containers)])),
  }
}

interface Figure {
  readonly value: number
  readonly time: number | undefined
}

const cpu = (draft: Draft, { value, time }: Figure): void => void Object.assign(draft, { cpuSeconds: value, timestamp: time })
const memory = (draft: Draft, { value }: Figure): void => void Object.assign(draft, { memory: value })

const fields: Readonly<Record<string, (draft: Draft, figure: Figure) => void>> = {
  node_cpu_usage_seconds_total: cpu,
  node_memory_working_set_bytes: memory,
  container_cpu_usage_seconds_total: cpu,
  container_memory_working_set_bytes: memory,
  container_start_time_seconds: (draft, { value }) => void Object.assign(draft, { startTime: value * 1000 }),
}

function draftOf(pods: Map<string, Map<string, Draft>>, labels: string): Draft {
  const label = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
  const key = `${label('namespace')}/${label('pod')}`
  const containers = pods.get(key) ?? new Map<string, Draft>()
  pods.set(key, containers)
  const draft = containers.get(label('container')) ?? {}
  containers.set(label('container'), draft)
  return draft
}

const wholeOf = (containers: ReadonlyMap<string, Draft>): Map<string, MetricPoint> =>
  new Map(
    [...containers].flatMap(([name, draft]) => {
      const point = complete(draft)
      return point ? [[name, point] as const] : []
    }),
  )

/** A container that uses neither CPU nor memory is about to end. */
function complete({ startTime, timestamp, cpuSeconds, memory }: Draft): MetricPoint | undefined {
  if (startTime === undefined || timestamp === undefined || !cpuSeconds || !memory) return undefined
  return { startTime, timestamp, cpuSeconds, memory }
}
