/**
 * The horizontal pod autoscaler: every 15 seconds it asks for each HorizontalPodAutoscaler how much the target's pods use
 * (metrics-server, or adapters for other metrics, which a bare cluster does not have), works out how many pods would bring
 * that to the target, and writes the number into the scale of a Deployment, StatefulSet or whatever has one. It never makes
 * a pod. Models pkg/controller/podautoscaler. Simulated: all five types of metric, tolerances, pods that are starting or not
 * measured, stabilisation windows, behaviours, limits, conditions and events. Left out: HPAScaleToZero (alpha and off in
 * 1.36: minReplicas 0 is refused), metrics about the controller itself.
 */
import { horizontalPodAutoscalers, pods } from '../../../api/kinds.ts'
import { keyOf, keyText, type ObjectKey } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import type { ControllerParts } from '../../../client/run-controller.ts'
import { WorkQueue } from '../../../client/work-queue.ts'
import { reconcile } from './reconcile.ts'
import type { KnownSelectors } from './selectors.ts'
import { Memory } from './stabilization.ts'

export const horizontalPodAutoscalerAccount = 'horizontal-pod-autoscaler'
const syncPeriod = 15_000

export class HorizontalPodAutoscalerController {
  readonly #queue: WorkQueue
  readonly #memories = new Map<string, Memory>()
  readonly #selectors: KnownSelectors = new Map()
  readonly #unsubscribe: () => void

  constructor(private readonly parts: ControllerParts) {
    const { clock, informers } = parts
    this.#queue = new WorkQueue(clock, (key) => this.#look(key))
    informers.of(pods)
    // Even a new one waits a period for its first look.
    this.#unsubscribe = informers.of(horizontalPodAutoscalers).subscribe(({ type, object }) => {
      if (type !== 'DELETED') this.#later(keyOf(object))
      else this.#forget(keyOf(object))
    })
  }

  stop(): void {
    this.#unsubscribe()
    this.#queue.stop()
  }

  /** In the background: it goes on for ever, and a cluster whose autoscalers look around is at rest. */
  #later(key: ObjectKey): void {
    this.#queue.addAfter(key, syncPeriod, { background: true })
  }

  #forget(key: ObjectKey): void {
    this.#queue.cancelAfter(key)
    this.#memories.delete(keyText(key))
    this.#selectors.delete(keyText(key))
  }

  #look(key: ObjectKey): void {
    const { informers, onError } = this.parts
    const autoscaler = informers.lister(horizontalPodAutoscalers).get(key.name, key.namespace)
    if (!autoscaler) return
    this.#later(key)
    let memory = this.#memories.get(keyText(key))
    if (!memory) this.#memories.set(keyText(key), (memory = new Memory()))
    try {
      reconcile({ parts: this.parts, autoscaler, memory, selectors: this.#selectors, pods: informers.lister(pods).list(key.namespace) })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      onError?.(horizontalPodAutoscalerAccount, key, error)
    }
  }
}
