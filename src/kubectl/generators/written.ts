/** An object as a generator writes it, before any server has seen it. */
import type { ObjectMeta } from '../../api/types.ts'

export type Written<T> = Omit<T, 'metadata' | 'spec' | 'status'> & { metadata: Partial<ObjectMeta> & { name: string } } & (T extends { spec: infer S }
    ? { spec: S }
    : object) &
  (T extends { status?: infer S } ? { status?: S } : object)

/** `namespace` where one was given on the line; an empty one is left out. */
export const inNamespace = (namespace: string): { namespace?: string } => (namespace === '' ? {} : { namespace })
