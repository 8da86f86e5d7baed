/** `--for=condition=Ready`, `--for=condition=Ready=false`. Models kubectl pkg/cmd/wait/condition.go. */
import type { AnyObject } from '../../../api/object.ts'
import type { Check } from './goals.ts'

/** Takes `NAME` or `NAME=VALUE`. */
export function conditionCheck(text: string): Check {
  const equals = text.indexOf('=')
  const [name, value] = equals < 0 ? [text, 'true'] : [text.slice(0, equals), text.slice(equals + 1)]
  return (object) => {
    const conditions: unknown = object.status?.conditions
    if (!Array.isArray(conditions)) return false
    const condition = conditions.find((one) => typeof one?.status === 'string' && typeof one.type === 'string' && same(one.type, name))
    return condition !== undefined && isOfNow(object, condition) && same(condition.status, value)
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** A condition that speaks of an older specification says nothing about this one. */
function isOfNow({ metadata, status }: AnyObject, condition: { observedGeneration?: number }): boolean {
  const observed = condition.observedGeneration ?? status?.observedGeneration
  return metadata.generation === undefined || observed === undefined || observed >= metadata.generation
}
