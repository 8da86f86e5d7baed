/**
 * One pod on this node, from its arrival until nothing of it is left: a state machine that looks at what the pod should
 * be and what its containers are, does what comes next, and reports. Models pkg/kubelet/pod_workers.go, syncPod and
 * computePodActions. A pass does one thing after the other (a pull holds up the next container), and what happens
 * meanwhile makes the worker look again.
 */
import type { Pod } from '../../api/types.ts'
import type { PodSandbox } from '../container-runtime/cri.ts'
import { ActiveDeadline } from './active-deadline.ts'
import { ContainerExits } from './container/container-exits.ts'
import { ContainerPass } from './container/container-pass.ts'
import { killPod } from './container/kill-pod.ts'
import { podActions } from './container/pod-actions.ts'
import { containersOf, type PodContainer } from './container/pod-container.ts'
import { infeasible, sameWish, takeSpecs } from './container/take-specs.ts'
import type { StorageUse } from './eviction/local-storage.ts'
import { storageUse } from './eviction/pod-storage.ts'
import type { PodHost } from './pod-host.ts'
import { SandboxSlot } from './pod-sandbox.ts'
import type { ProbedPod } from './prober/probe-worker.ts'
import { Prober } from './prober/prober.ts'
import { Retry } from './retry.ts'
import { PodReport, type ReportedPod } from './status/pod-report.ts'
import type { Verdict } from './status/pod-status.ts'
import { PodVolumes } from './volumes/pod-volumes.ts'

type Stage = 'live' | 'terminating' | 'terminated' | 'gone'

export class PodWorker implements ProbedPod, ReportedPod {
  readonly containers: PodContainer[]
  /** When the pod came to the node. */
  readonly since: number
  readonly #volumes: PodVolumes
  readonly #sandbox: SandboxSlot
  readonly #deadline: ActiveDeadline
  readonly #prober: Prober
  readonly #report: PodReport
  readonly #retry: Retry
  readonly #exits: ContainerExits
  #stage: Stage = 'live'
  #busy = false
  #again = false
  #pass: ContainerPass | undefined
  verdict: Verdict | undefined
  tooLarge: string | undefined
  /** Seconds that its containers get, where it has to go for the node's sake. */
  #grace: number | undefined

  constructor(
    private readonly host: PodHost,
    public pod: Pod,
  ) {
    this.since = host.clock.now()
    this.containers = containersOf(pod, host.runtime)
    this.#volumes = new PodVolumes(host, this)
    this.#sandbox = new SandboxSlot(host)
    this.#deadline = new ActiveDeadline(host, this)
    this.#prober = new Prober(host, this)
    this.#report = new PodReport(host, this)
    this.#retry = new Retry(host, this)
    this.#exits = new ContainerExits(this)
  }

  get stage(): Stage {
    return this.#stage
  }

  get podIP(): string {
    return this.#sandbox.address ?? ''
  }

  get sandbox(): PodSandbox | undefined {
    return this.#sandbox.current
  }

  /** The pod with what was found of it last. */
  get reported(): Pod {
    return { ...this.pod, status: this.#report.status() }
  }

  /** The newest word of the API server about the pod. */
  update(pod: Pod): void {
    const before = this.pod
    this.pod = pod
    if (pod.metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) this.#end()
    else if (sameWish(before, pod)) this.report()
    else {
      this.tooLarge = infeasible(pod, this.host.allocatable)
      takeSpecs(pod, this.containers, this.host.runtime, this.tooLarge === undefined)
      this.refreshVolumes()
      this.sync()
    }
  }

  /** The pod is gone from the API: what still runs is stopped, and nobody is told any more. */
  removed(): void {
    this.#report.writer.close()
    this.#end()
  }

  /** Refuses the pod (admission): it never runs. */
  reject(reason: string, message: string): void {
    this.#stage = 'terminated'
    this.host.events.record(this.pod, 'Warning', reason, message)
    const { containerStatuses: _, initContainerStatuses: __, ...status } = this.#report.status()
    this.#report.writer.write(this.pod, { ...status, phase: 'Failed', reason, message: `Pod was rejected: ${message}` })
  }

  /** Ends it because the node needs what it uses, or because it uses more than it may. */
  evict(message: string, graceSeconds: number, disruption: boolean): void {
    this.condemn({ reason: 'Evicted', message, disruption }, 'Warning', graceSeconds)
  }

  /** What it has written on the node. */
  storageUse(): StorageUse {
    return storageUse(this.containers, this.#volumes, this.host.runtime)
  }

  /** A probe's result counts. */
  probed(container: PodContainer): void {
    this.report()
    if (container.doomed !== undefined || container.role === 'sidecar') this.sync()
  }

  /** The kubelet has noticed that something happened to the pod's containers. */
  noticed(): void {
    this.#prober.kick()
    this.#exits.look()
    this.report()
    this.#sync(true)
  }

  /** A container ended. */
  exited(container: PodContainer): void {
    container.stopping = false
    this.#prober.remove(container)
    if (this.#stage === 'live') this.host.notice(this.pod)
    this.#exits.look()
  }

  /** Does what comes next. */
  sync(): void {
    this.#sync(false)
  }

  #sync(reported: boolean): void {
    if (this.#stage !== 'live') return
    if (this.#busy) {
      this.#again = true
      return
    }
    this.#busy = true
    this.#retry.cancel()
    this.#deadline.watch(this.pod, this.since)
    if (!reported) this.report()
    if (this.#stage !== 'live') return
    if (!this.#volumes.ready()) this.#rest(false, undefined)
    else if (this.#sandbox.current) this.#act(this.#sandbox.current)
    else this.#sandbox.create(this.pod, (created) => this.#sandboxed(created))
  }

  /** Brings the status in the API up to date. */
  report(): void {
    if (this.#stage !== 'gone') this.#report.send()
  }

  /** Brings files from ConfigMaps and the like up to date. */
  refreshVolumes(): void {
    if (this.#stage === 'live') this.#volumes.refresh()
  }

  /** The kubelet stops: containers run on, nobody tends them. */
  pause(): void {
    this.#cancelTimers()
    this.#sandbox.cancel()
    this.#pass?.cancel()
    this.#busy = this.#again = false
  }

  /** The machine goes down: after `pause`, the sandbox is lost too. */
  powerLost(): void {
    this.#sandbox.lose()
  }

  /** The kubelet is back. */
  resume(): void {
    for (const container of this.containers) {
      container.stopping = false
      if (container.running) this.#prober.add(container)
    }
    if (this.#stage === 'terminating') this.#kill()
    else this.noticed()
  }

  #sandboxed(created: boolean): void {
    if (this.#stage !== 'live') return
    if (created && this.#sandbox.current) {
      this.host.notice(this.pod)
      this.#act(this.#sandbox.current)
    } else this.#finish(true, undefined)
  }

  #act(sandbox: PodSandbox): void {
    const actions = podActions(this.pod, this.containers)
    if (actions.finished) {
      this.#end()
      return
    }
    if (actions.start.length + actions.restart.length === 0) {
      this.#rest(false, undefined)
      return
    }
    const { host, pod, containers } = this
    this.#pass = new ContainerPass({
      host,
      pod,
      podIP: sandbox.ip,
      containers,
      sandbox,
      volumes: this.#volumes,
      prober: this.#prober,
      exits: this.#exits,
      done: (failed, retryAt) => this.#finish(failed, retryAt),
    })
    this.#pass.run(actions)
  }

  /** Ends a pass. What failed is tried again after a while, or exactly when its back-off is over. */
  #finish(failed: boolean, retryAt: number | undefined): void {
    this.#pass = undefined
    this.report()
    this.#rest(failed, retryAt)
  }

  /** Waits for what happens next. */
  #rest(failed: boolean, retryAt: number | undefined): void {
    this.#busy = false
    if (this.#stage !== 'live') return
    if (this.#again) {
      this.#again = false
      // After a failure the next look comes a little later, so that the reason can be seen.
      this.#retry.in(failed ? 1000 : 0)
    } else if (failed) this.#retry.later(retryAt)
  }

  /** Stops everything, reports, and lets the pod go if it is being deleted. */
  #end(): void {
    if (this.#stage === 'terminated') this.#letGo()
    if (this.#stage !== 'live') return
    this.#stage = 'terminating'
    this.#pass?.cancel()
    this.#retry.cancel()
    this.#deadline.stop()
    this.#kill()
  }

  #kill(): void {
    killPod(this.host, this.pod, this.podIP, this.containers, this.#exits, () => this.#ended(), this.#grace)
  }

  #ended(): void {
    this.#stage = 'terminated'
    this.#cancelTimers()
    this.#sandbox.release()
    this.#volumes.forget()
    this.host.volumesInUse.release(this.pod)
    this.report()
    this.#letGo()
  }

  /** Nothing of a pod that has left the API is kept; one that is being deleted leaves it now. */
  #letGo(): void {
    if (this.#report.writer.closed) this.#dispose()
    else if (this.pod.metadata.deletionTimestamp !== undefined) this.#report.writer.remove(this.pod)
  }

  #dispose(): void {
    this.#stage = 'gone'
    this.host.images.forget(this.pod)
    this.host.crashes.forget(`${this.pod.metadata.uid}_`)
    for (const container of this.containers) for (const attempt of container.attempts) this.host.runtime.remove(attempt.id)
  }

  /** Ends it for a reason of the kubelet's own. */
  condemn(verdict: Verdict, type: 'Normal' | 'Warning', grace?: number): void {
    if (this.#stage !== 'live') return
    this.verdict = verdict
    this.#grace = grace
    this.host.events.record(this.pod, type, verdict.reason, verdict.message)
    this.#end()
  }

  #cancelTimers(): void {
    this.#prober.stop()
    this.#retry.cancel()
    this.#deadline.stop()
    this.#volumes.stop()
  }
}
