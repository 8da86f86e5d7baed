import type { PodContainer } from './pod-container.ts'

/** Waits for containers to end. One wait at a time: a later one takes the place of an earlier one. */
export class ContainerExits {
  #look: (() => void) | undefined

  constructor(
    /** Is told when some have ended and others still run. */
    private readonly worker: { report(): void },
  ) {}

  /** Calls back once none of them runs, at once if that is so already. */
  whenAll(containers: readonly PodContainer[], done: () => void): void {
    this.#look = () => {
      if (containers.some((each) => each.running)) {
        this.worker.report()
        return
      }
      this.#look = undefined
      done()
    }
    if (!containers.some((each) => each.running)) this.#look()
  }

  /** A container has ended. */
  look(): void {
    this.#look?.()
  }
}
