/**
 * Runs one probe of one container again and again while the container runs. Models pkg/kubelet/prober/worker.go.
 * Ticks go on from the moment the pod came to the node. While a result can change what the pod's status says, the timer
 * is one that others wait for; once it has settled, the timer is a background one.
 */
import type { Probe } from '../../../api/types.ts'
import type { Timer } from '../../../clock.ts'
import type { PodContainer } from '../container/pod-container.ts'
import { containerEvent, type PodHost } from '../pod-host.ts'
import { resolvePort } from './port.ts'
import { type ProbeResult, runProbe } from './probe.ts'
import { troubledProbe } from './probe-trouble.ts'

export type ProbeType = 'startup' | 'readiness' | 'liveness'

const titles: Record<ProbeType, string> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' }

/** What a probe needs to know of its pod. */
export interface ProbedPod {
  readonly pod: Parameters<typeof containerEvent>[1]
  readonly podIP: string
  /** When it came to the node. */
  readonly since: number
  /** A result that counts: the status changed, or the container is doomed. */
  probed(container: PodContainer): void
}

export class ProbeWorker {
  #timer: Timer | undefined
  #last: 'success' | 'failure' | undefined
  #run = 0
  #ran = false

  constructor(
    private readonly host: PodHost,
    private readonly owner: ProbedPod,
    private readonly container: PodContainer,
    private readonly type: ProbeType,
    private readonly spec: Probe,
  ) {}

  /** Begins with a container that has just been started. */
  start(): void {
    this.#schedule()
  }

  /** Runs a readiness probe at once if it has not run yet: the kubelet does so when it sees a container that is not ready. */
  kick(): void {
    if (this.#ran || this.type !== 'readiness' || !this.#due(this.host.clock.now())) return
    this.#timer?.cancel()
    this.#tick()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  get #period(): number {
    return (this.spec.periodSeconds ?? 10) * 1000
  }

  #schedule(): void {
    const now = this.host.clock.now()
    const since = this.owner.since
    const earliest = Math.max(now + 1, this.#startedAt + (this.spec.initialDelaySeconds ?? 0) * 1000)
    const at = since + Math.ceil((earliest - since) / this.#period) * this.#period
    this.#timer = this.host.clock.after(at - now, () => this.#tick(), { background: this.#settled })
  }

  get #startedAt(): number {
    const state = this.container.state()
    return state?.startedAt ?? this.host.clock.now()
  }

  #due(now: number): boolean {
    if (!this.container.running || this.container.stopping) return false
    if (now < this.#startedAt + (this.spec.initialDelaySeconds ?? 0) * 1000) return false
    const started = this.container.hasStarted
    return this.type === 'startup' ? !started : started
  }

  /** Whether more of the same result would change nothing. */
  get #settled(): boolean {
    if (this.type === 'startup') return this.container.started === true
    if (!this.container.hasStarted) return true
    if (this.type === 'liveness') return this.#last !== 'failure'
    return this.#ran && (this.#last === 'success') === (this.container.ready === true) && this.#run >= this.#threshold
  }

  get #threshold(): number {
    return this.#last === 'failure' ? (this.spec.failureThreshold ?? 3) : (this.spec.successThreshold ?? 1)
  }

  #tick(): void {
    if (!this.container.running) return
    if (this.#ends) {
      this.stop()
      return
    }
    if (this.#due(this.host.clock.now())) this.#probe()
    if (this.container.running && this.container.doomed === undefined) this.#schedule()
  }

  /** A pod that is being deleted is not restarted, and its startup no longer matters. */
  get #ends(): boolean {
    return this.owner.pod.metadata.deletionTimestamp !== undefined && this.type !== 'readiness'
  }

  #probe(): void {
    this.#ran = true
    const found = this.#find()
    this.#tell(found)
    if (found.result === 'unknown') return
    this.#run = this.#last === found.result ? this.#run + 1 : 1
    this.#last = found.result
    if (this.#run >= this.#threshold) this.#conclude(found.result === 'success')
  }

  #find(): ProbeResult {
    const { host, owner, container, type, spec } = this
    const trouble = host.probeTroubles?.any ? host.probeTroubles.meet({ pod: owner.pod, container: container.name, type }) : undefined
    if (trouble === undefined) return runProbe(host, container, owner.podIP, spec)
    return troubledProbe(trouble, spec, owner.podIP, (port) => resolvePort(port, container.spec))
  }

  #tell({ result, output }: ProbeResult): void {
    if (result === 'success') return
    const text =
      result === 'failure' ? `${titles[this.type]} probe failed: ${output}` : `${titles[this.type]} probe errored and resulted in unknown state: ${output}`
    containerEvent(this.host, this.owner.pod, this.container, 'Warning', 'Unhealthy', text)
  }

  #conclude(success: boolean): void {
    const { container } = this
    if (this.type === 'readiness') {
      if (container.ready === success) return
      container.ready = success
    } else if (success) {
      if (this.type === 'liveness' || container.started === true) return
      container.started = true
    } else container.doomed = `Container ${container.name} failed ${this.type} probe`
    this.owner.probed(container)
  }
}
