/** The shape of a describer: how `kubectl describe` shows objects of one kind. One file each, listed in index.ts. */
import type { Reader } from './reader.ts'
import type { Times } from './times.ts'

export interface Describer {
  readonly group: string
  readonly kind: string
  /** Fetches the object and what belongs to it, and puts it into words. Throws StatusError. */
  describe(subject: Subject): Promise<string>
}

export interface Subject {
  readonly namespace: string
  readonly name: string
  readonly showEvents: boolean
  readonly read: Reader
  readonly times: Times
}

export const defineDescriber = (describer: Describer): Describer => describer
