/** Sees to it that a container's image is on the node. Models pkg/kubelet/images. */
import { formatDuration } from '../../../api/duration.ts'
import type { Pod } from '../../../api/types.ts'
import type { EventRecorder } from '../../../client/event-recorder.ts'
import type { Clock } from '../../../clock.ts'
import type { ContainerRuntime, PullResult } from '../../container-runtime/cri.ts'
import { parseImageReference } from '../../container-runtime/image-reference.ts'
import { BackOff } from '../back-off.ts'
import type { PodContainer, StartFailure } from '../container/pod-container.ts'
import { goQuote } from '../go-text.ts'

export type ImageOutcome = StartFailure & { readonly retryAt?: number }

export class ImagePuller {
  readonly backOff: BackOff
  readonly #lastError = new Map<string, string>()
  readonly #queue: (() => void)[] = []
  #pulling = false

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly clock: Clock,
    private readonly events: EventRecorder,
  ) {
    this.backOff = new BackOff(clock)
  }

  /** Calls back with undefined once the image is there, or with why it is not. */
  ensure(pod: Pod, container: PodContainer, done: (failure: ImageOutcome | undefined) => void): void {
    const image = container.spec.image ?? ''
    const event = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      this.events.record(pod, type, reason, message, { fieldPath: container.fieldPath })
    const refuse = (type: 'Normal' | 'Warning', reason: string, message: string, failure: ImageOutcome): void => {
      event(type, reason, message)
      done(failure)
    }
    const present = this.runtime.hasImage(image)
    if (!present && !parseImageReference(image)) {
      const message = `Failed to apply default image tag ${goQuote(image)}: couldn't parse image name ${goQuote(image)}: invalid reference format`
      refuse('Warning', 'InspectFailed', message, { reason: 'InvalidImageName', message })
      return
    }
    const policy = container.spec.imagePullPolicy ?? 'IfNotPresent'
    if (present && policy !== 'Always') {
      event('Normal', 'Pulled', `Container image ${goQuote(image)} already present on machine and can be accessed by the pod`)
      done(undefined)
      return
    }
    if (policy === 'Never') {
      const message = `Container image ${goQuote(image)} is not present with pull policy of Never`
      refuse('Warning', 'ErrImageNeverPull', message, { reason: 'ErrImageNeverPull', message })
      return
    }
    const key = `${pod.metadata.uid}_${image}`
    const retryAt = this.backOff.untilSinceUpdate(key)
    if (retryAt !== undefined) {
      const message = `Back-off pulling image ${goQuote(image)}`
      const last = this.#lastError.get(key)
      refuse('Normal', 'BackOff', message, { reason: 'ImagePullBackOff', message: last === undefined ? message : `${message}: ${last}`, retryAt })
      return
    }
    event('Normal', 'Pulling', `Pulling image ${goQuote(image)}`)
    this.#pull(image, (result, took, waited) => {
      if (result.ok) {
        this.#lastError.delete(key)
        const time = formatDuration(took)
        const all = waited === took ? time : formatDuration(waited)
        event('Normal', 'Pulled', `Successfully pulled image ${goQuote(image)} in ${time} (${all} including waiting). Image size: ${result.size} bytes.`)
        return done(undefined)
      }
      event('Warning', 'Failed', `Failed to pull image ${goQuote(image)}: ${result.error}`)
      this.backOff.next(key)
      this.#lastError.set(key, `ErrImagePull: ${result.error}`)
      done({ reason: 'ErrImagePull', message: result.error })
    })
  }

  forget(pod: Pod): void {
    this.backOff.forget(`${pod.metadata.uid}_`)
    for (const key of [...this.#lastError.keys()]) if (key.startsWith(`${pod.metadata.uid}_`)) this.#lastError.delete(key)
  }

  /** One pull at a time (serializeImagePulls): others wait, and their events say for how long. */
  #pull(image: string, done: (result: PullResult, took: number, waited: number) => void): void {
    const asked = this.clock.now()
    this.#queue.push(() => {
      const began = this.clock.now()
      this.runtime.pull(image, (result) => {
        this.#pulling = false
        this.#next()
        done(result, this.clock.now() - began, this.clock.now() - asked)
      })
    })
    this.#next()
  }

  #next(): void {
    if (this.#pulling) return
    const pull = this.#queue.shift()
    if (!pull) return
    this.#pulling = true
    pull()
  }
}
