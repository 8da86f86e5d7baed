/** The difference between two versions of an object, as small as what changed: what must be set or taken away in one to get the other. */
import { deepEqual, shallowCopy } from '../../../api/object.ts'

/** Changes within an object: by key a new value, `absent`, or a Part where only something within changes. Lists change whole. */
export class Part {
  constructor(readonly changes: Readonly<Record<string, unknown>>) {}
}

export const absent = Symbol('absent')

type JsonMap = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What makes `from` into `to`, or undefined if they are equal. The values are shared with `to`. */
export function difference(from: JsonMap, to: JsonMap): Part | undefined {
  let changes: Record<string, unknown> | undefined
  for (const key in from) {
    const before = from[key]
    const after = to[key]
    if (before === after) continue
    let change: unknown
    if (after === undefined) change = absent
    else if (isMap(before) && isMap(after)) change = difference(before, after)
    else if (!deepEqual(before, after)) change = after
    if (change !== undefined) (changes ??= {})[key] = change
  }
  for (const key in to) if (from[key] === undefined && to[key] !== undefined && !(key in from)) (changes ??= {})[key] = to[key]
  return changes && new Part(changes)
}

/** `from` after the changes; it stays as it is and shares what did not change. */
export function changed(from: JsonMap, { changes }: Part): JsonMap {
  const result: Record<string, unknown> = shallowCopy(from)
  for (const key of Object.keys(changes)) {
    const change = changes[key]
    if (change === absent) delete result[key]
    else if (change instanceof Part) result[key] = changed(from[key] as JsonMap, change)
    else result[key] = change
  }
  return result
}

/** One difference for two in a row: `first` leads from an object to a second, `then` from that to a third. */
export function composed(first: Part, then: Part): Part {
  const changes: Record<string, unknown> = shallowCopy(first.changes)
  for (const [key, change] of Object.entries(then.changes)) {
    const before = changes[key]
    if (!(change instanceof Part) || before === undefined) changes[key] = change
    else if (before instanceof Part) changes[key] = composed(before, change)
    else changes[key] = changed(before as JsonMap, change)
  }
  return new Part(changes)
}
