/** The probes of one pod's containers: they run while their container runs. Models pkg/kubelet/prober/prober_manager.go. */
import type { PodContainer } from '../container/pod-container.ts'
import type { PodHost } from '../pod-host.ts'
import { type ProbedPod, ProbeWorker } from './probe-worker.ts'

export class Prober {
  /** Most containers have no probes. */
  #workers: Map<PodContainer, ProbeWorker[]> | undefined

  constructor(
    private readonly host: PodHost,
    private readonly owner: ProbedPod,
  ) {}

  /** A container has been started. */
  add(container: PodContainer): void {
    this.remove(container)
    if (container.role === 'init') return
    const { startupProbe, readinessProbe, livenessProbe } = container.spec
    const workers: ProbeWorker[] = []
    if (startupProbe) workers.push(new ProbeWorker(this.host, this.owner, container, 'startup', startupProbe))
    if (readinessProbe) workers.push(new ProbeWorker(this.host, this.owner, container, 'readiness', readinessProbe))
    if (livenessProbe) workers.push(new ProbeWorker(this.host, this.owner, container, 'liveness', livenessProbe))
    if (workers.length === 0) return
    this.#workers ??= new Map()
    this.#workers.set(container, workers)
    for (const worker of workers) worker.start()
  }

  remove(container: PodContainer): void {
    for (const worker of this.#workers?.get(container) ?? []) worker.stop()
    this.#workers?.delete(container)
  }

  /** The kubelet looks at the pod: readiness that was never asked for is asked for now. */
  kick(): void {
    if (this.#workers) for (const workers of [...this.#workers.values()]) for (const worker of workers) worker.kick()
  }

  stop(): void {
    if (this.#workers) for (const container of [...this.#workers.keys()]) this.remove(container)
  }
}
