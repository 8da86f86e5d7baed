/** What every API object has, and how components speak about objects. Types of kinds: generated/types.ts, by way of types.ts. */
import type { ListMeta, ObjectMeta, OwnerReference } from './generated/types.ts'

export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** Any object, its fields unknown: what generic code (storage, patch, printing) handles. */
export type AnyObject = KubeObject & Record<string, any>

export interface KubeList<T = AnyObject> {
  apiVersion: string
  kind: string
  metadata: ListMeta
  items: T[]
}

/** An object as a client writes it: without what the server fills in. */
export type Draft<T extends { metadata: ObjectMeta }> = Omit<T, 'metadata' | 'apiVersion' | 'kind'> & {
  apiVersion?: string
  kind?: string
  metadata: Partial<ObjectMeta>
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

export interface WatchEvent<T = AnyObject> {
  type: WatchEventType
  object: T
}

/** `namespace/name`, or `name` for objects of the cluster: how queues and caches name an object. */
export interface ObjectKey {
  readonly namespace: string
  readonly name: string
}

export const keyOf = (object: { metadata: { namespace?: string; name: string } }): ObjectKey => ({
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
})

export const keyText = (key: ObjectKey): string => (key.namespace === '' ? key.name : `${key.namespace}/${key.name}`)

/** The one owner that manages the object, if any. */
export function controllerOf(object: { metadata: ObjectMeta }): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences
  if (owners) for (const owner of owners) if (owner.controller) return owner
  return undefined
}

/** The reference that makes `owner` the managing controller of what carries it. */
export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
})

/** Freezes a value all the way down and returns it. Store values are immutable; this makes a violation loud. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) deepFreeze(part)
  }
  return value
}

/** A deep copy that may be changed. For JSON values: objects, arrays and scalars. */
export function deepCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(deepCopy) as T
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const part = deepCopy((value as Record<string, unknown>)[key])
    // A key like any other in JSON, but an assignment would set the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: part, enumerable: true, configurable: true, writable: true })
    else copy[key] = part
  }
  return copy as T
}

/**
 * A copy of an object that shares its parts. In long-lived objects preferred to `{ ...object }`, which makes V8 keep a shape of
 * its own for nearly every copy; so all copies of one kind have one.
 */
export function shallowCopy<T extends object>(object: T): T {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(object)) copy[key] = (object as Record<string, unknown>)[key]
  return copy as T
}

/** Equality of JSON values; an absent field equals one that is undefined. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(a, b)
  if (Array.isArray(b)) return false
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  for (const key in left) if (!deepEqual(left[key], right[key])) return false
  for (const key in right) if (right[key] !== undefined && !(key in left)) return false
  return true
}

function equalItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false
  return true
}
