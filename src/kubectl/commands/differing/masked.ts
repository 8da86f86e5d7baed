/** Values of secrets are not shown; only that one differs. Models Masker of kubectl pkg/cmd/diff. */
import type { AnyObject } from '../../../api/object.ts'

const same = '***'
const before = '*** (before)'
const after = '*** (after)'

/** Both versions with asterisks for values. */
export function masked(from: AnyObject | undefined, to: AnyObject): { from: AnyObject | undefined; to: AnyObject } {
  const old: Record<string, unknown> = from?.data ?? {}
  const now: Record<string, unknown> = to.data ?? {}
  const mask = (object: AnyObject, data: Record<string, unknown>, other: Record<string, unknown>, changed: string): AnyObject =>
    object.data === undefined
      ? object
      : { ...object, data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, key in other && other[key] !== value ? changed : same])) }
  return { from: from && mask(from, old, now, before), to: mask(to, now, old, after) }
}
