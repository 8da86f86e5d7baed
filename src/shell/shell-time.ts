/** Time as the shell sees it: handed in, because it may be a cluster's and jump. */
export interface ShellTime {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves when `ms` milliseconds have passed, or when the signal says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs the task then; what is returned cancels it. */
  after(ms: number, task: () => void): () => void
  /** The caller does nothing until the promise settles. */
  waitFor<T>(promise: Promise<T>): Promise<T>
  /** Runs something that goes on by itself, beside whoever starts it. */
  apart<T>(run: () => Promise<T>): Promise<T>
}
