import type { KubeObject } from '../api/object.ts'

/** Read access to an informer's cache. Objects are shared: read, never change. */
export interface Lister<T extends KubeObject> {
  get(name: string, namespace?: string): T | undefined
  /** All, or those of a namespace, in no particular order. */
  list(namespace?: string): readonly T[]
  /** Those whose managing owner has this uid. */
  ownedBy(uid: string): readonly T[]
}
