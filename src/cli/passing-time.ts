/** How time passes while somebody waits: with the wall clock where a person looks on, by jumps where nobody does. */
import type { ShellTime } from '../shell/shell-time.ts'

export interface PassingTime extends ShellTime {
  /** Brings the cluster to the present; call it before looking and after changing. */
  catchUp(): void
  /** Says that what runs does so beside others: time jumps only once all of them block. Not for what one of them starts and waits for. */
  beside<T>(run: () => Promise<T>): Promise<T>
  /** Tells whoever waits without an end that nothing will change any more. Returns what takes the listener away. */
  onRest(listener: () => void): () => void
  /** Ends it: no timer stays behind. */
  stop(): void
}
