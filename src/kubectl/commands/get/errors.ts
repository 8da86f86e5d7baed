import { isNotFound } from '../../../api/status.ts'

/** --ignore-not-found: what is left of an error when objects that do not exist are no reason to complain. */
export function exceptNotFound(error: unknown): unknown {
  if (isNotFound(error)) return undefined
  if (!(error instanceof AggregateError)) return error
  const left = error.errors.map(exceptNotFound).filter((part) => part !== undefined)
  return left.length === 0 ? undefined : new AggregateError(left)
}
