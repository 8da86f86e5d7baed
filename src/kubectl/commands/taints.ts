/** Taints as they are written on the line, and what becomes of those that a node has. Models kubectl pkg/cmd/taint/utils.go. */

import { isLabelValue, isQualifiedName } from '../../api/names.ts'
import type { AnyObject } from '../../api/object.ts'
import type { Taint } from '../../api/types.ts'
import { CommandError } from '../errors.ts'

export interface TaintChanges {
  readonly add: readonly Taint[]
  /** An empty effect stands for all of them. */
  readonly remove: readonly Taint[]
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Throws CommandError for a word that is no taint. */
export function parseTaints(words: readonly string[]): TaintChanges {
  const add: Taint[] = []
  const remove: Taint[] = []
  for (const word of words) {
    if (word.endsWith('-')) {
      const { key, effect } = parseTaint(word.slice(0, -1))
      remove.push({ key, effect })
      continue
    }
    const taint = parseTaint(word)
    if (taint.effect === '') throw new CommandError(`invalid taint spec: ${word}`)
    if (add.some((other) => matches(other, taint)))
      throw new CommandError(`duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`)
    add.push(taint)
  }
  return { add, remove }
}

/** `key=value:effect`, `key:effect` or `key`. */
function parseTaint(text: string): Taint {
  const invalid = (errors: readonly string[]) => new CommandError(`invalid taint spec: ${text}${errors.length > 0 ? `, ${errors.join('; ')}` : ''}`)
  const [before = '', effect = '', ...more] = text.split(':')
  if (more.length > 0) throw invalid([])
  let [key, value]: (string | undefined)[] = [before]
  if (text.includes(':')) {
    if (!effects.includes(effect)) throw new CommandError(`invalid taint effect: ${effect}, unsupported taint effect`)
    const parts = before.split('=')
    if (parts.length > 2) throw invalid([])
    ;[key, value] = parts
    const errors = value === undefined ? [] : isLabelValue(value)
    if (errors.length > 0) throw invalid(errors)
  }
  const errors = isQualifiedName(key as string)
  if (errors.length > 0) throw invalid(errors)
  return { key: key as string, ...(value ? { value } : {}), effect }
}

const matches = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect

/** Changes the node in place and tells what was done. Throws CommandError if that may not be. */
export function tainted(node: AnyObject, { add, remove }: TaintChanges, overwrite: boolean): string {
  const before: readonly Taint[] = node.spec?.taints ?? []
  const existing = add.filter((taint) => before.some((old) => matches(old, taint))).map(({ key }) => key)
  if (!overwrite && existing.length > 0)
    throw new CommandError(`node ${node.metadata.name} already has ${existing.join(',')} taint(s) with same effect(s) and --overwrite is false`)
  let taints: readonly Taint[] = [...add, ...before.filter((old) => !add.some((taint) => matches(taint, old)))]
  const added = taints.length !== before.length
  let removed = false
  const missing: CommandError[] = []
  for (const { key, effect } of remove) {
    const left = taints.filter((taint) => taint.key !== key || (effect !== '' && taint.effect !== effect))
    removed = left.length !== taints.length
    if (!removed) missing.push(new CommandError(`taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`))
    taints = left
  }
  if (missing.length > 0) throw new AggregateError(missing)
  const { taints: _, ...spec } = node.spec ?? {}
  node.spec = taints.length > 0 ? { ...spec, taints } : spec
  return (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted'
}
