/** `--for=jsonpath='{.status.phase}'=Running`, and without a value. Models kubectl pkg/cmd/wait/json.go. */

import { JsonPath, JsonPathError, relaxedPath } from '../../../api/jsonpath/jsonpath.ts'
import type { AnyObject } from '../../../api/object.ts'
import { CommandError } from '../../errors.ts'
import { goKind, goPrint } from '../../output/go-value.ts'
import type { Check } from './goals.ts'

/** Takes `PATH` or `PATH=VALUE`. Throws CommandError for what is no path. */
export function jsonPathCheck(text: string): Check {
  const parts = splitOnEquals(text)
  if (parts.length > 2)
    throw new CommandError("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'")
  const template = said(() => relaxedPath(parts[0] as string))
  const value = parts[1]?.replace(/^['"]+|['"]+$/g, '')
  if (value === '') throw new CommandError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
  if (template === '') throw new CommandError('jsonpath expression cannot be empty')
  const path = said(() => JsonPath.parse(template))
  return (object) => holds(path, object, value)
}

function holds(path: JsonPath, object: AnyObject, value: string | undefined): boolean {
  const results = said(() => path.find(object))
  const first = results[0] ?? []
  if (first.length === 0) return false
  if (results.length > 1) throw new CommandError('given jsonpath expression matches more than one list')
  if (first.length > 1) throw new CommandError('given jsonpath expression matches more than one value')
  if (value === undefined) return true
  if (['map', 'slice'].includes(goKind(first[0]))) throw new CommandError('jsonpath leads to a nested object or list which is not supported')
  return goPrint(first[0]).trim() === value.trim()
}

/** Splits where a `=` stands alone; `==` belongs to a filter. */
const splitOnEquals = (text: string): string[] => text.replace(/==|=/g, (sign) => (sign === '=' ? '\0' : sign)).split('\0')

/** What is wrong with a path, as kubectl says it. */
function said<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error
  }
}
