/** Sets of fields on the wire: FieldsV1, an object of objects in which `.` says that the place itself belongs to the set. */
import { FieldSet } from './field-set.ts'
import { compareSteps, parseStep, type Step } from './step.ts'

export type FieldsV1 = { [step: string]: FieldsV1 }

export function toFieldsV1(set: FieldSet, withSelf = false): FieldsV1 {
  const fields: FieldsV1 = withSelf ? { '.': {} } : {}
  for (const step of new Set([...set.members, ...set.children.keys()].sort(compareSteps))) {
    const below = set.children.get(step)
    fields[step] = below ? toFieldsV1(below, set.members.has(step)) : {}
  }
  return fields
}

/** Throws an Error for steps that cannot be read. */
export const fromFieldsV1 = (fields: unknown): FieldSet => read(fields).set

function read(fields: unknown): { set: FieldSet; member: boolean } {
  const members = new Set<Step>()
  const children = new Map<Step, FieldSet>()
  let member = false
  for (const [key, value] of Object.entries((fields ?? {}) as object)) {
    if (key === '.') {
      member = true
      continue
    }
    const step = parseStep(key)
    if (step === undefined) continue
    const below = read(value)
    if (below.member) members.add(step)
    if (!below.set.isEmpty) children.set(step, below.set)
  }
  const set = new FieldSet(members, children)
  return { set, member: member || set.isEmpty }
}
