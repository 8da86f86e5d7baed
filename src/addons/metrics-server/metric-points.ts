/** What the kubelets said at the last two rounds, and the use that follows from it. Models metrics-server pkg/storage. */

/** A container or node at one moment. Times in milliseconds since the epoch. */
export interface MetricPoint {
  readonly startTime: number
  readonly timestamp: number
  /** Core-seconds since the start. */
  readonly cpuSeconds: number
  /** Working set in bytes. */
  readonly memory: number
}

/** Of one round: nodes by name, containers by `namespace/pod` and name. */
export interface Batch {
  readonly nodes: ReadonlyMap<string, MetricPoint>
  readonly pods: ReadonlyMap<string, ReadonlyMap<string, MetricPoint>>
}

export interface Use {
  /** Billionths of a core, and bytes. */
  readonly nanoCores: number
  readonly memory: number
  readonly timestamp: number
  /** Milliseconds that the figure covers. */
  readonly window: number
}

export interface PodUse {
  readonly containers: readonly { readonly name: string; readonly use: Use }[]
  readonly timestamp: number
  readonly window: number
}

/** A container that has run at least this long may be compared with its own start. */
const freshMs = 10_000

type Points = ReadonlyMap<string, MetricPoint>

export class MetricPoints {
  #last: Batch = { nodes: new Map(), pods: new Map() }
  #before: Batch = { nodes: new Map(), pods: new Map() }

  /** @param resolution milliseconds between two rounds. */
  constructor(private readonly resolution: number) {}

  /** Whether there is anything to serve. */
  get ready(): boolean {
    return this.#before.nodes.size > 0 || this.#before.pods.size > 0
  }

  store(batch: Batch): void {
    const nodes = new Map([...batch.nodes.keys()].flatMap((name) => entry(name, this.#last.nodes.get(name))))
    const pods = new Map(
      [...batch.pods].flatMap(([pod, points]) => {
        const before = this.#containersBefore(points, this.#last.pods.get(pod))
        return before.size > 0 ? [[pod, before] as const] : []
      }),
    )
    this.#last = batch
    this.#before = { nodes, pods }
  }

  node(name: string): Use | undefined {
    return useOf(this.#last.nodes.get(name), this.#before.nodes.get(name))
  }

  /** Undefined until every container of the pod has been seen long enough. */
  pod(namespace: string, name: string): PodUse | undefined {
    const key = `${namespace}/${name}`
    const [last, before] = [this.#last.pods.get(key), this.#before.pods.get(key)]
    if (!last || !before || [...last.keys()].some((container) => !before.has(container))) return undefined
    const containers = [...last].flatMap(([container, point]) => {
      const use = useOf(point, before.get(container))
      return use ? [{ name: container, use }] : []
    })
    const earliest = containers.map(({ use }) => use).sort((a, b) => a.timestamp - b.timestamp)[0]
    return earliest && { containers, timestamp: earliest.timestamp, window: earliest.window }
  }

  #containersBefore(points: Points, last: Points | undefined): Points {
    return new Map([...points].flatMap(([name, point]) => entry(name, this.#pointBefore(point, last?.get(name)))))
  }

  /** A fresh container is compared with its start, an older one with the round before unless it has begun anew. */
  #pointBefore(point: MetricPoint, last: MetricPoint | undefined): MetricPoint | undefined {
    const age = point.timestamp - point.startTime
    if (age >= freshMs && age < this.resolution) return { ...point, timestamp: point.startTime, cpuSeconds: 0 }
    return last && point.startTime < last.timestamp ? last : undefined
  }
}

const entry = (name: string, point: MetricPoint | undefined): (readonly [string, MetricPoint])[] => (point ? [[name, point]] : [])

function useOf(last: MetricPoint | undefined, before: MetricPoint | undefined): Use | undefined {
  if (!last || !before || last.timestamp <= before.timestamp || last.cpuSeconds < before.cpuSeconds) return undefined
  const window = last.timestamp - before.timestamp
  const nanoCores = Math.round(((last.cpuSeconds - before.cpuSeconds) / window) * 1e12)
  return { nanoCores, memory: last.memory, timestamp: last.timestamp, window }
}
