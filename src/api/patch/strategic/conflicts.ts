/** Whether two patches change the same field to different values. Models strategicpatch.MergingMapsHaveConflicts. */
import { deepEqual } from '../../object.ts'
import { elementType, fieldType, valueType } from '../../schema.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type MergeRule, mergeRule } from '../merge-keys.ts'
import { patchDirective, retainKeysDirective } from './directives.ts'
import { deduplicated, kindOfElements, type List, sortedByText } from './elements.ts'

export function hasConflicts(left: JsonObject, right: JsonObject, typeName: string): boolean {
  if (left[patchDirective] !== right[patchDirective]) return true
  return Object.keys(left).some((key) => {
    if (key === patchDirective || key === retainKeysDirective || !Object.hasOwn(right, key)) return false
    return valuesConflict(left[key], right[key], fieldType(typeName, key) ?? valueType(typeName) ?? 'object', mergeRule(typeName, key))
  })
}

function valuesConflict(left: unknown, right: unknown, type: string, rule: MergeRule): boolean {
  if (isObject(left))
    return !isObject(right) || (rule.strategy === 'replace' ? left[patchDirective] !== right[patchDirective] : hasConflicts(left, right, type))
  if (Array.isArray(left)) return !Array.isArray(right) || listsConflict(left, right, elementType(type) ?? 'object', rule)
  return !deepEqual(left, right)
}

function listsConflict(left: List, right: List, type: string, rule: MergeRule): boolean {
  if (left.length === 0 && right.length === 0) return false
  const kind = kindOfElements(left, right)
  if (rule.strategy === 'merge') {
    const { mergeKey } = rule
    if (kind === 'scalar' || mergeKey === undefined) return false
    const byKey = new Map(right.map((element) => [String((element as JsonObject)[mergeKey]), element as JsonObject]))
    return left.some((element) => {
      const other = byKey.get(String((element as JsonObject)[mergeKey]))
      return other !== undefined && hasConflicts(element as JsonObject, other, type)
    })
  }
  if (left.length !== right.length) return true
  const [a, b] = kind === 'scalar' ? [sortedByText(deduplicated(left)), sortedByText(deduplicated(right))] : [left, right]
  return a.some((element, i) => valuesConflict(element, b[i], type, {}))
}
