/** Waits until a pod's volumes are set up, trying ever more slowly and telling why not. Models pkg/kubelet/volumemanager. */
import type { Pod } from '../../../api/types.ts'
import type { Timer } from '../../../clock.ts'
import { goList } from '../go-text.ts'
import type { PodHost } from '../pod-host.ts'
import type { MountFailure } from './pod-volumes.ts'

const firstRetryMs = 500
const longestRetryMs = 122_000
/** A volume that is to be attached by others is looked for each second; after so long nobody expects it any more. */
const lookMs = 1000
const expectedMs = 30_000
/** How long a pass over the pod waits for its volumes before it complains. */
const patienceMs = 123_000

export class VolumeWait {
  #retryMs = firstRetryMs
  #since: number | undefined
  #timer: Timer | undefined
  #complaint: Timer | undefined

  constructor(
    private readonly host: PodHost,
    private readonly worker: { sync(): void },
  ) {}

  /** Between two tries nothing is tried, whatever else wakes the worker. */
  get isWaiting(): boolean {
    return this.#timer !== undefined
  }

  /** Tells of what failed; the worker looks again after a while. */
  failed(pod: Pod, failures: readonly MountFailure[]): void {
    for (const { step, message, attach, waits } of failures)
      if (!attach && !waits) this.host.events.record(pod, 'Warning', 'FailedMount', `${step} : ${message}`)
    this.#complainLater(pod, failures)
    const patient = failures.every(({ waits }) => waits)
    this.#timer = this.host.clock.after(
      patient ? lookMs : this.#retryMs,
      () => {
        this.#timer = undefined
        this.worker.sync()
      },
      { background: patient ? this.#waited(expectedMs) : this.#retryMs > 4000 },
    )
    if (!patient) this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs)
  }

  #waited(ms: number): boolean {
    return this.host.clock.now() - (this.#since ?? this.host.clock.now()) > ms
  }

  stop(): void {
    this.#timer?.cancel()
    this.#complaint?.cancel()
    this.#timer = this.#complaint = undefined
  }

  #complainLater(pod: Pod, failures: readonly MountFailure[]): void {
    if (this.#complaint) return
    this.#since ??= this.host.clock.now()
    this.#complaint = this.host.clock.after(
      patienceMs,
      () => {
        this.#complaint = undefined
        const unmounted = goList(failures.map((each) => each.volume).sort())
        const attach = failures.filter((each) => each.attach)
        const why = attach.length === 0 ? 'context deadline exceeded' : attach.map((each) => each.message).join(', ')
        const waiting = goList(failures.filter((each) => each.waits).map((each) => each.volume))
        const text = `Unable to attach or mount volumes: unmounted volumes=${unmounted}, unattached volumes=${waiting}, failed to process volumes=${goList(attach.map((each) => each.volume))}: ${why}`
        this.host.events.record(pod, 'Warning', 'FailedMount', text)
      },
      { background: true },
    )
  }
}
