/** A pod's place in the network while it has one. Models the sandbox part of SyncPod in pkg/kubelet/kuberuntime. */
import type { Cancel } from '../../api/request.ts'
import type { Pod } from '../../api/types.ts'
import type { Timer } from '../../clock.ts'
import type { PodSandbox } from '../container-runtime/cri.ts'
import type { PodHost } from './pod-host.ts'
import { sandboxOf } from './sandbox.ts'

const leastMs = 200
const spreadMs = 500

export class SandboxSlot {
  /** The sandbox, if there is one. */
  current: PodSandbox | undefined
  /** The address it has, or had last. */
  address: string | undefined
  #detach: Cancel | undefined
  #lost = false
  #timer: Timer | undefined

  constructor(private readonly host: PodHost) {}

  /** Creates it, which takes a moment, and calls back with whether it worked. */
  create(pod: Pod, done: (created: boolean) => void): void {
    if (this.#lost) this.host.events.record(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    this.#lost = false
    this.#timer = this.host.clock.after(leastMs + this.host.random.below(spreadMs), () => {
      this.#timer = undefined
      done(this.#connect(pod))
    })
  }

  /** The machine went down with it. */
  lose(): void {
    this.#lost = this.current !== undefined
    this.release()
  }

  /** Takes it down: the address is free again. */
  release(): void {
    this.cancel()
    this.#detach?.()
    this.#detach = undefined
    if (this.current && !this.current.hostNetwork) this.host.addresses.release(this.current.ip)
    this.current = undefined
  }

  /** Gives up a creation under way. */
  cancel(): void {
    this.#timer?.cancel()
  }

  #connect(pod: Pod): boolean {
    const hostNetwork = pod.spec.hostNetwork ?? false
    try {
      this.address = hostNetwork ? this.host.nodeIP : this.host.addresses.allocate()
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const setUp = `failed to setup network for sandbox "${this.host.random.hex(64)}": plugin type="ptp" failed (add): failed to allocate for range 0: ${error.message}`
      this.host.events.record(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: rpc error: code = Unknown desc = ${setUp}`)
      return false
    }
    this.current = sandboxOf(this.host, pod, this.address)
    if (!hostNetwork) this.#detach = this.host.network.attach(this.current)
    return true
  }
}
