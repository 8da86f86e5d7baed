/**
 * Who owns what: for every manager a set of fields. A manager is told apart by its name, by how it writes (Apply, Update),
 * through which subresource, and when it updates also by the version it speaks; that is its identity, as a text.
 * Models apimachinery pkg/util/managedfields/internal/managedfields.go.
 */
import type { AnyObject } from '../../../api/object.ts'
import { isObject } from '../../../api/patch/json.ts'
import type { ManagedFieldsEntry } from '../../../api/types.ts'
import type { FieldSet } from './field-set.ts'
import { type FieldsV1, fromFieldsV1, toFieldsV1 } from './fields-v1.ts'

export interface ManagerInfo {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
}

export interface Managed extends ManagerInfo {
  readonly fields: FieldSet
  /** RFC 3339 to the second. */
  readonly time: string | undefined
}

/** By identity. Treated as immutable: every change makes a new one. */
export type Managers = ReadonlyMap<string, Managed>

export const noManagers: Managers = new Map()

export const identityOf = ({ manager, operation, apiVersion, subresource }: ManagerInfo): string =>
  JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource])

export const isApplied = ({ operation }: ManagerInfo): boolean => operation === 'Apply'

/** The entries of an object's managedFields. Throws an Error for entries that say something that cannot be. */
export function decodeManagers(entries: readonly unknown[] | undefined): Managers {
  const managers = new Map<string, Managed>()
  for (const [i, raw] of (entries ?? []).entries()) {
    const entry = (isObject(raw) ? raw : {}) as ManagedFieldsEntry
    const { manager = '', operation, apiVersion, subresource = '', fieldsType, fieldsV1, time } = entry
    if (operation !== 'Apply' && operation !== 'Update') throw new Error('operation must be `Apply` or `Update`')
    if (!apiVersion) throw new Error('apiVersion must not be empty')
    if (!fieldsType) throw new Error(`missing fieldsType in managed fields entry ${i}`)
    if (fieldsType !== 'FieldsV1') throw new Error(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${i}`)
    const managed: Managed = { manager, operation, apiVersion, subresource, fields: fromFieldsV1(fieldsV1), time: time as string | undefined }
    managers.set(identityOf(managed), managed)
  }
  return managers
}

/** The entries as the object carries them, in their order: Apply before Update, then by time; undefined if nobody owns anything. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined
  return [...managers.values()].sort(inOrder).map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time: time as never }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields) as FieldsV1 as AnyObject,
    ...(subresource === '' ? {} : { subresource }),
  }))
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const inOrder = (a: Managed, b: Managed): number =>
  byText(a.operation, b.operation) ||
  byText(a.time ?? '', b.time ?? '') ||
  byText(a.manager, b.manager) ||
  byText(a.apiVersion, b.apiVersion) ||
  byText(a.subresource, b.subresource)

export const withFields = (managed: Managed, fields: FieldSet): Managed => ({ ...managed, fields })

/** A client that sends an empty list, or a list with one empty entry, clears them. */
export const clearsManagers = (entries: unknown): boolean =>
  Array.isArray(entries) && (entries.length === 0 || (entries.length === 1 && isObject(entries[0]) && Object.keys(entries[0]).length === 0))

/** Two states of ownership that differ at most in times. */
export function sameButTimes(a: Managers, b: Managers): boolean {
  if (a.size !== b.size) return false
  for (const [identity, managed] of a) {
    const other = b.get(identity)
    if (!other || other.apiVersion !== managed.apiVersion || !other.fields.equals(managed.fields)) return false
  }
  return true
}
