/** activeDeadlineSeconds: how long a pod may be active on its node. Models pkg/kubelet/active_deadline.go. */
import { timeOf } from '../../api/time.ts'
import type { Pod } from '../../api/types.ts'
import type { Timer } from '../../clock.ts'
import type { PodHost } from './pod-host.ts'
import type { Verdict } from './status/pod-status.ts'

const deadlineExceeded = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' } as const

export class ActiveDeadline {
  #timer: Timer | undefined

  constructor(
    private readonly host: PodHost,
    private readonly worker: { condemn(verdict: Verdict, type: 'Normal'): void },
  ) {}

  /** Watches the deadline that the pod has now. Condemns the pod at once if it is over. */
  watch(pod: Pod, since: number): void {
    this.stop()
    const limit = pod.spec.activeDeadlineSeconds
    if (limit === undefined) return
    const left = (timeOf(pod.status?.startTime) ?? since) + limit * 1000 - this.host.clock.now()
    if (left > 0) this.#timer = this.host.clock.after(left, () => this.#exceeded())
    else this.#exceeded()
  }

  #exceeded(): void {
    this.worker.condemn(deadlineExceeded, 'Normal')
  }

  stop(): void {
    this.#timer?.cancel()
  }
}
