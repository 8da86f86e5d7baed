/**
 * Whether a value was changed and then changed back. Two updates in a row by one writer say the same about ownership as one
 * update from the first version to the last, but for such values: they belong to who changed them twice. Says yes in doubt.
 */
import { deepEqual } from '../../../api/object.ts'
import { absent, changed, Part } from './difference.ts'
import { type Atom, fieldAtom } from './typed/atom.ts'

/** `then` leads from the object to the version before it, `before` from that to the one before. */
export function comesBack(object: Readonly<Record<string, any>>, then: Part, before: Part, atom: Atom | undefined): boolean {
  let news = false
  for (const key of Object.keys(then.changes)) {
    const now = object[key]
    if (now !== undefined) news = true
    const middle = then.changes[key]
    if (!Object.hasOwn(before.changes, key)) continue
    const first = before.changes[key]
    const within = atom?.map && fieldAtom(atom.map, key)
    if (middle instanceof Part && first instanceof Part) {
      if (comesBack(now, middle, first, within)) return true
    } else {
      const value = valueAfter(middle, now)
      if (isBack(valueAfter(first, value), value, now, within)) return true
    }
  }
  // Who only takes away does not move the time of what they own.
  return !news
}

const valueAfter = (change: unknown, base: unknown): unknown =>
  change === absent ? undefined : change instanceof Part ? changed(base as object as never, change) : change

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function isBack(first: unknown, middle: unknown, now: unknown, atom: Atom | undefined): boolean {
  if (first === undefined || now === undefined || first === middle) return false
  if (isMap(first) && isMap(now)) {
    const { map } = atom ?? {}
    if (!map?.atomic) return isMap(middle) ? Object.keys(first).some((key) => isBack(first[key], middle[key], now[key], map && fieldAtom(map, key))) : true
  } else if (Array.isArray(first) && Array.isArray(now)) {
    const { list } = atom ?? {}
    if (!list || list.associative) {
      if (!Array.isArray(middle) || first.length > middle.length || middle.length > now.length) return true
      return first.some((value, i) => isBack(value, middle[i], now[i], list?.element()))
    }
  }
  return deepEqual(first, now) && !deepEqual(first, middle)
}
