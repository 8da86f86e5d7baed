/**
 * One pod on this node, from its arrival until nothing of it is left: a state machine that looks at what the pod should
 * be and what its containers are, does what comes next, and reports. Models pkg/kubelet/pod_workers.go, syncPod and
 * computePodActions. A pass does one thing after the other (a pull holds up the next container), and what happens
 * meanwhile makes the worker look again.
 */
import { deepEqual } from '../../api/object.ts'
import type { Cancel } from '../../api/request.ts'
import { timeOf } from '../../api/time.ts'
import type { Container, Pod, PodStatus } from '../../api/types.ts'
import type { Timer } from '../../clock.ts'
import type { PodSandbox } from '../container-runtime/cri.ts'
import { crashDelay, crashFailure } from './container/crash-back-off.ts'
import { killContainer } from './container/kill-container.ts'
import { killPod } from './container/kill-pod.ts'
import { podActions } from './container/pod-actions.ts'
import { containersOf, PodContainer, type Role, shouldRestart } from './container/pod-container.ts'
import { type StartContext, type StartOutcome, startContainer } from './container/start-container.ts'
import type { PodHost } from './pod-host.ts'
import type { ProbedPod } from './prober/probe-worker.ts'
import { Prober } from './prober/prober.ts'
import { hostAliases, sandboxOf } from './sandbox.ts'
import { podStatus } from './status/pod-status.ts'
import { StatusWriter } from './status/status-writer.ts'
import { podVolumeContext, TokenSource } from './volumes/pod-volume-context.ts'
import { PodVolumes } from './volumes/pod-volumes.ts'
import { VolumeWait } from './volumes/volume-wait.ts'

type Stage = 'live' | 'terminating' | 'terminated' | 'gone'

export interface Verdict {
  readonly reason: string
  readonly message: string
}

const retryMs = 10_000

export class PodWorker implements ProbedPod {
  readonly containers: PodContainer[]
  readonly probesSince: number
  readonly #since: number
  readonly #volumes = new PodVolumes()
  readonly #tokens: TokenSource
  readonly #wait: VolumeWait
  readonly #prober: Prober
  readonly #writer: StatusWriter
  #stage: Stage = 'live'
  #sandbox: PodSandbox | undefined
  #sandboxLost = false
  #detach: Cancel | undefined
  #address: string | undefined
  #busy = false
  #again = false
  #retry: Timer | undefined
  #deadline: Timer | undefined
  #verdict: Verdict | undefined

  constructor(
    private readonly host: PodHost,
    public pod: Pod,
  ) {
    this.probesSince = this.#since = host.clock.now()
    this.containers = containersOf(pod, host.runtime)
    this.#tokens = new TokenSource(host, () => this.#refreshVolumes())
    this.#wait = new VolumeWait(host, () => this.sync())
    this.#prober = new Prober(host, this)
    this.#writer = new StatusWriter(host)
  }

  get stage(): Stage {
    return this.#stage
  }

  get podIP(): string {
    return this.#sandbox?.ip ?? this.#address ?? ''
  }

  /** The newest word of the API server about the pod. */
  update(pod: Pod): void {
    const before = this.pod
    this.pod = pod
    if (pod.metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) {
      this.#end()
      return
    }
    const { labels, annotations } = pod.metadata
    // A mere change of status, most often our own, asks for nothing but a look at the conditions of others.
    if (deepEqual(before.spec, pod.spec) && deepEqual([before.metadata.labels, before.metadata.annotations], [labels, annotations])) {
      this.report()
      return
    }
    this.#takeSpecs(pod)
    this.refreshVolumes()
    this.sync()
  }

  /** The pod is gone from the API: what still runs is stopped, and nobody is told any more. */
  removed(): void {
    if (this.#stage === 'terminated' || this.#stage === 'gone') {
      this.dispose()
      return
    }
    this.#writer.close()
    this.#end()
  }

  /** Refuses the pod (admission): it never runs. */
  reject(reason: string, message: string): void {
    this.#stage = 'terminated'
    this.host.events.record(this.pod, 'Warning', reason, message)
    const status: PodStatus = { ...this.#statusNow(), phase: 'Failed', reason, message: `Pod was rejected: ${message}` }
    delete status.containerStatuses
    delete status.initContainerStatuses
    this.#writer.write(this.pod, status)
  }

  /** A probe's result counts. */
  probed(container: PodContainer): void {
    this.report()
    if (container.doomed !== undefined || container.role === 'sidecar') this.sync()
  }

  /** The kubelet has noticed that something happened to the pod's containers. */
  noticed(): void {
    this.#prober.kick()
    this.report()
    this.sync()
  }

  /** A container ended. */
  exited(container: PodContainer): void {
    container.stopping = false
    this.#prober.remove(container)
    if (this.#stage === 'live') this.host.notice(this.pod.metadata.uid)
    this.#onExit?.()
  }

  /** Called when containers end while the worker waits for that. */
  #onExit: (() => void) | undefined

  /** Does what comes next. */
  sync(): void {
    if (this.#stage !== 'live') return
    if (this.#busy) {
      this.#again = true
      return
    }
    this.#busy = true
    this.#retry?.cancel()
    this.#watchDeadline()
    this.report()
    if (this.#stage !== 'live') return
    if (!this.#wait.ready(this.pod, this.#volumes, this.#volumeContext())) {
      this.#finish()
      return
    }
    if (!this.#sandbox) {
      this.#createSandbox()
      return
    }
    this.#act()
  }

  /** Brings the status in the API up to date. */
  report(): void {
    if (this.#stage !== 'gone') this.#writer.write(this.pod, this.#statusNow())
  }

  /** Files from ConfigMaps and the like, as they are now. */
  refreshVolumes(): void {
    this.#refreshVolumes()
  }

  /** The node went down with everything on it. */
  powerLost(): void {
    this.#prober.stop()
    this.#retry?.cancel()
    this.#sandboxLost = this.#sandbox !== undefined
    this.#release()
    this.#busy = this.#again = false
  }

  dispose(): void {
    this.#stage = 'gone'
    this.#writer.close()
    this.#cancelTimers()
    this.#release()
    this.host.images.forget(this.pod)
    this.host.crashes.forget(`${this.pod.metadata.uid}_`)
    for (const container of this.containers) for (const attempt of container.attempts) this.host.runtime.remove(attempt.id)
  }

  // A pass over the containers.

  #act(): void {
    const actions = podActions(this.pod, this.containers)
    if (actions.finished) {
      this.#busy = false
      this.#end()
      return
    }
    this.#restart([...actions.restart], () => this.#startAll([...podActions(this.pod, this.containers).start], undefined))
  }

  /** Stops doomed containers one by one. */
  #restart(doomed: PodContainer[], done: () => void): void {
    const container = doomed.shift()
    if (!container || this.#stage !== 'live') {
      done()
      return
    }
    const again = shouldRestart(container, this.pod, 137) || container.doomed?.endsWith('definition changed')
    const grace = this.#probeGrace(container) ?? this.pod.spec.terminationGracePeriodSeconds ?? 30
    const message = `${container.doomed}${again ? ', will be restarted' : ''}`
    this.#whenExited([container], () => this.#restart(doomed, done))
    killContainer(this.host, this.pod, this.podIP, container, grace, message)
  }

  #probeGrace(container: PodContainer): number | undefined {
    if (container.doomed?.endsWith('liveness probe')) return container.spec.livenessProbe?.terminationGracePeriodSeconds
    return container.doomed?.endsWith('startup probe') ? container.spec.startupProbe?.terminationGracePeriodSeconds : undefined
  }

  #startAll(waiting: PodContainer[], retryAt: number | undefined, failed = false): void {
    const container = waiting.shift()
    if (!container || this.#stage !== 'live') {
      this.#finish(failed, retryAt)
      return
    }
    const earliest = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : Math.min(a, b))
    const next = (outcome: StartOutcome): void => {
      container.failure = outcome && { reason: outcome.reason, message: outcome.message }
      this.#startAll(waiting, earliest(retryAt, outcome?.retryAt), failed || outcome !== undefined)
    }
    const delay = crashDelay(this.host, this.pod, container)
    if (delay !== undefined) {
      next(crashFailure(this.host, this.pod, container, delay))
      return
    }
    startContainer(this.#startContext(), container, next)
  }

  #startContext(): StartContext {
    return {
      host: this.host,
      pod: this.pod,
      sandbox: this.#sandbox as PodSandbox,
      volumes: this.#volumes,
      wanted: () => this.#stage === 'live',
      created: (container, id, terminationLog) => {
        const old = container.push({ id, terminationLog })
        if (old) this.host.runtime.remove(old.id)
      },
      started: (container) => {
        container.failure = undefined
        this.#prober.add(container)
        this.host.notice(this.pod.metadata.uid)
      },
    }
  }

  /** Ends a pass. What failed is tried again after a while, or exactly when its back-off is over. */
  #finish(failed = false, retryAt?: number): void {
    this.#busy = false
    this.report()
    if (this.#stage !== 'live') return
    if (this.#again) {
      this.#again = false
      this.host.clock.post(() => this.sync())
      return
    }
    if (!failed) return
    const now = this.host.clock.now()
    const usual = Math.floor(retryMs * this.host.random.between(1, 1.5))
    const backOff = retryAt === undefined ? undefined : Math.max(0, retryAt - now)
    const wait = backOff === undefined ? usual : Math.min(usual, backOff)
    // Only the end of a back-off that still grows changes anything; the rest repeats itself for ever.
    const background = backOff === undefined || backOff > usual || backOff >= 300_000
    this.#retry = this.host.clock.after(wait, () => this.sync(), { background })
  }

  // The sandbox.

  #createSandbox(): void {
    if (this.#sandboxLost) this.host.events.record(this.pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    this.#sandboxLost = false
    this.#retry = this.host.clock.after(200 + this.host.random.below(500), () => {
      if (this.#stage !== 'live') return
      try {
        this.#connect()
      } catch (error) {
        if (!(error instanceof Error)) throw error
        const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${this.host.random.hex(64)}": plugin type="ptp" failed (add): failed to allocate for range 0: ${error.message}`
        this.host.events.record(this.pod, 'Warning', 'FailedCreatePodSandBox', message)
        return this.#finish(true)
      }
      this.host.notice(this.pod.metadata.uid)
      this.#act()
    })
  }

  #connect(): void {
    const hostNetwork = this.pod.spec.hostNetwork ?? false
    this.#address = hostNetwork ? this.host.nodeIP : this.host.addresses.allocate()
    this.#sandbox = sandboxOf(this.host, this.pod, this.#address)
    if (!hostNetwork) this.#detach = this.host.network.attach(this.#sandbox, hostAliases(this.pod))
  }

  #release(): void {
    this.#detach?.()
    this.#detach = undefined
    if (this.#sandbox && !this.#sandbox.hostNetwork) this.host.addresses.release(this.#sandbox.ip)
    this.#sandbox = undefined
  }

  // The end.

  /** Stops everything, reports, and lets the pod go if it is being deleted. */
  #end(): void {
    if (this.#stage === 'terminated') {
      this.#letGo()
      return
    }
    if (this.#stage !== 'live') return
    this.#stage = 'terminating'
    this.#retry?.cancel()
    this.#deadline?.cancel()
    killPod(
      this.host,
      this.pod,
      this.podIP,
      this.containers,
      (containers, done) => this.#whenExited(containers, done),
      () => this.#ended(),
    )
  }

  #ended(): void {
    this.#stage = 'terminated'
    this.#cancelTimers()
    this.#release()
    this.#volumes.forget()
    this.report()
    this.#letGo()
  }

  #letGo(): void {
    if (this.#writer.closed) {
      this.dispose()
      return
    }
    if (this.pod.metadata.deletionTimestamp !== undefined) this.#writer.remove(this.pod)
  }

  #whenExited(containers: readonly PodContainer[], done: () => void): void {
    const over = (): boolean => containers.every((each) => !each.running)
    if (over()) {
      done()
      return
    }
    this.#onExit = () => {
      if (!over()) return this.report()
      this.#onExit = undefined
      done()
    }
  }

  #watchDeadline(): void {
    const limit = this.pod.spec.activeDeadlineSeconds
    this.#deadline?.cancel()
    if (limit === undefined) return
    const left = (timeOf(this.pod.status?.startTime) ?? this.#since) + limit * 1000 - this.host.clock.now()
    if (left > 0) this.#deadline = this.host.clock.after(left, () => this.#exceeded())
    else this.#exceeded()
  }

  #exceeded(): void {
    if (this.#stage !== 'live') return
    this.#verdict = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
    this.host.events.record(this.pod, 'Normal', this.#verdict.reason, this.#verdict.message)
    this.#end()
  }

  #cancelTimers(): void {
    this.#prober.stop()
    this.#retry?.cancel()
    this.#deadline?.cancel()
    this.#wait.stop()
    this.#tokens.stop()
  }

  // Specs and status.

  /** What may change while a pod lives: images, resources, ephemeral containers. */
  #takeSpecs(pod: Pod): void {
    const specs: [Container, Role][] = [
      ...(pod.spec.initContainers ?? []).map((spec): [Container, Role] => [spec, 'init']),
      ...pod.spec.containers.map((spec): [Container, Role] => [spec, 'app']),
      ...(pod.spec.ephemeralContainers ?? []).map((spec): [Container, Role] => [spec as Container, 'ephemeral']),
    ]
    for (const [spec, role] of specs) {
      const container = this.containers.find((each) => each.name === spec.name)
      if (!container) this.containers.push(new PodContainer(spec, role, this.host.runtime))
      else {
        if (container.spec.image !== spec.image && container.running) container.doomed = `Container ${container.name} definition changed`
        container.spec = spec
      }
    }
  }

  #statusNow(): PodStatus {
    const ending = this.#stage !== 'live'
    return podStatus(
      {
        pod: this.pod,
        containers: this.containers,
        now: this.host.clock.now(),
        hostIP: this.host.nodeIP,
        podIP: this.#address,
        sandboxReady: this.#sandbox !== undefined,
        startTime: this.#since,
        verdict: this.#verdict,
        ending,
        log: (id) => this.host.runtime.log(id).lines.map((line) => line.text),
      },
      this.#writer.last(this.pod),
    )
  }

  #volumeContext(): ReturnType<typeof podVolumeContext> {
    return podVolumeContext(this.host, this.pod, this.podIP, this.#tokens)
  }

  #refreshVolumes(): void {
    if (this.#stage === 'live') this.#volumes.refresh(this.pod.spec.volumes ?? [], this.#volumeContext())
  }
}
