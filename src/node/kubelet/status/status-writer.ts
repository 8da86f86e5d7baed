/** Writes pods' statuses to the API server, only when they changed, and removes pods that have ended. Models pkg/kubelet/status/status_manager.go. */
import { pods } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { isConflict, isNotFound, StatusError } from '../../../api/status.ts'
import type { Pod, PodStatus } from '../../../api/types.ts'
import type { PodHost } from '../pod-host.ts'

const retryMs = 10_000

export class StatusWriter {
  /** What was written last, and what the server made of it. */
  #last: PodStatus | undefined
  #stored: PodStatus | undefined
  closed = false

  constructor(private readonly host: PodHost) {}

  /** The status as it stands: what was written last, with what others added since. */
  last(pod: Pod): PodStatus {
    return this.host.latest(pod)?.status ?? this.#last ?? pod.status ?? {}
  }

  /** Nothing to write any more: the pod is gone from the API. */
  close(): void {
    this.closed = true
  }

  /** @returns whether the server has it now, and there is nothing more to say. */
  write(pod: Pod, status: PodStatus): boolean {
    if (this.closed) return false
    const current = this.host.latest(pod)
    if (!current) {
      this.#last = status
      this.#stored = undefined
      return false
    }
    const now = current.status ?? {}
    if (deepEqual(now, status) || (this.#last && this.#stored && deepEqual(this.#last, status) && deepEqual(this.#stored, now))) return true
    this.#last = status
    try {
      this.#stored = this.host.client.updateStatus(pods, { ...current, status }).status
      return deepEqual(this.#stored, status)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      // Somebody was faster, or the server refuses: the next report says it again.
      if (isConflict(error) || isNotFound(error)) return false
      this.host.clock.after(retryMs, () => this.write(pod, status), { background: true })
      return false
    }
  }

  /** Removes a pod whose containers have all ended. */
  remove(pod: Pod): void {
    try {
      this.host.client.delete(pods, pod.metadata.name, pod.metadata.namespace, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (isConflict(error) || isNotFound(error)) return
      this.host.clock.after(retryMs, () => !this.closed && this.remove(pod), { background: true })
    }
  }
}
