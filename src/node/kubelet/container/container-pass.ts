/**
 * One pass over a pod's containers: stops the doomed ones, then starts what is to be started, one after the other, as
 * SyncPod in pkg/kubelet/kuberuntime does. A pull or a grace period makes it wait.
 */
import type { Pod } from '../../../api/types.ts'
import type { PodSandbox } from '../../container-runtime/cri.ts'
import type { PodHost } from '../pod-host.ts'
import type { Prober } from '../prober/prober.ts'
import type { PodVolumes } from '../volumes/pod-volumes.ts'
import type { ContainerExits } from './container-exits.ts'
import { crashDelay, crashFailure } from './crash-back-off.ts'
import { killContainer } from './kill-container.ts'
import { type PodActions, podActions } from './pod-actions.ts'
import { type PodContainer, shouldRestart } from './pod-container.ts'
import { type StartContext, type StartOutcome, startContainer } from './start-container.ts'

export interface PassContext {
  readonly host: PodHost
  readonly pod: Pod
  readonly podIP: string
  readonly containers: readonly PodContainer[]
  readonly sandbox: PodSandbox
  readonly volumes: PodVolumes
  readonly prober: Prober
  readonly exits: ContainerExits
  /** The pass is over. `retryAt` is when the first back-off ends, if something failed that backs off. */
  done(failed: boolean, retryAt: number | undefined): void
}

export class ContainerPass {
  #cancelled = false

  readonly #starting: StartContext

  constructor(private readonly context: PassContext) {
    const { host, pod, sandbox, volumes, prober } = context
    this.#starting = { host, pod, sandbox, volumes, prober, wanted: () => !this.#cancelled }
  }

  run({ restart, start }: PodActions): void {
    const { pod, containers } = this.context
    if (restart.length === 0) this.#start([...start], false, undefined)
    else this.#restart([...restart], () => this.#start([...podActions(pod, containers).start], false, undefined))
  }

  /** What is under way may end, but nothing follows. */
  cancel(): void {
    this.#cancelled = true
  }

  #restart(doomed: PodContainer[], done: () => void): void {
    const { host, pod, podIP, exits } = this.context
    const container = doomed.shift()
    if (this.#cancelled) return
    if (!container) {
      done()
      return
    }
    const again = shouldRestart(container, pod, 137) || container.doomed?.endsWith('definition changed')
    const grace = probeGrace(container) ?? pod.spec.terminationGracePeriodSeconds ?? 30
    killContainer(host, pod, podIP, container, grace, `${container.doomed}${again ? ', will be restarted' : ''}`)
    exits.whenAll([container], () => this.#restart(doomed, done))
  }

  #start(waiting: PodContainer[], failed: boolean, retryAt: number | undefined): void {
    const { host, pod, done } = this.context
    const container = waiting.shift()
    if (this.#cancelled) return
    if (!container) {
      done(failed, retryAt)
      return
    }
    const next = (outcome: StartOutcome): void => {
      if (this.#cancelled) return
      container.failure = outcome && { reason: outcome.reason, message: outcome.message }
      this.#start(waiting, failed || outcome !== undefined, earliest(retryAt, outcome?.retryAt))
    }
    const delay = crashDelay(host, pod, container)
    if (delay === undefined) startContainer(this.#starting, container, next)
    else next(crashFailure(host, pod, container, delay))
  }
}

/** A probe may have a grace period of its own. */
function probeGrace({ doomed, spec }: PodContainer): number | undefined {
  if (doomed?.endsWith('liveness probe')) return spec.livenessProbe?.terminationGracePeriodSeconds
  return doomed?.endsWith('startup probe') ? spec.startupProbe?.terminationGracePeriodSeconds : undefined
}

const earliest = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? b : b === undefined ? a : Math.min(a, b))
