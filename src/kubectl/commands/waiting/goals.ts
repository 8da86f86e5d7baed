/** What `wait --for` can wait for. */

import type { AnyObject, WatchEvent } from '../../../api/object.ts'
import { isNotFound, notFound } from '../../../api/status.ts'
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { pathOf } from '../../resources/info.ts'
import type { Info } from '../../resources/resources.ts'
import { request } from '../../rest.ts'
import { until } from '../../until.ts'
import { conditionCheck } from './condition.ts'
import { jsonPathCheck } from './json-path.ts'

interface Waiting {
  readonly invocation: Invocation
  readonly info: Info
  /** Milliseconds; 0 looks once. */
  readonly timeout: number
  /** Milliseconds since the epoch. */
  readonly deadline: number
}

/** Resolves to the object as it was when it had come so far. Throws CommandError if it does not in time. */
export type Goal = (waiting: Waiting) => Promise<AnyObject | undefined>

/** Whether the object has come so far. */
export type Check = (object: AnyObject) => boolean

export const isFor = (conditions: readonly string[], word: string): boolean => conditions.some((condition) => condition.toLowerCase() === word)

/** Throws CommandError for what cannot be waited for. */
export function goalsOf(conditions: readonly string[]): Goal[] {
  if (conditions.length === 0) throw new CommandError('unrecognized condition: []')
  return conditions.map(goalOf)
}

function goalOf(condition: string): Goal {
  if (condition.toLowerCase() === 'delete') return gone
  if (condition.toLowerCase() === 'create') return there
  if (condition.startsWith('condition=')) return checked(conditionCheck(condition.slice('condition='.length)))
  if (condition.startsWith('jsonpath=')) return checked(jsonPathCheck(condition.slice('jsonpath='.length)))
  throw new CommandError(`unrecognized condition: ${JSON.stringify(condition)}`)
}

const tooLate = ({ resource, name }: Info): CommandError => new CommandError(`timed out waiting for the condition on ${resource?.plural}/${name}`)
const notMet = ({ resource, name }: Info): CommandError => new CommandError(`condition not met for ${resource?.plural}/${name}`)

const there: Goal = async ({ info }) => info.object

/** Follows the object until the check holds. */
const checked =
  (check: Check): Goal =>
  async ({ invocation, info, timeout, deadline }) => {
    const { resource, namespace, name } = info
    if (resource === undefined) throw new Error('an object read with --local cannot be waited for')
    if (timeout === 0) {
      const object = await request<AnyObject>(await invocation.transport(), 'GET', pathOf(info))
      if (!check(object)) throw notMet(info)
      return object
    }
    let last: AnyObject | undefined
    const precondition = (object: AnyObject | undefined): boolean => {
      if (object === undefined) throw notFound(resource, name)
      return false
    }
    const met = ({ type, object }: WatchEvent): boolean => {
      last = object
      return type !== 'DELETED' && check(object)
    }
    if (!(await until(invocation, { resource, namespace, name }, deadline, { precondition, met }))) throw tooLate(info)
    return last
  }

const gone: Goal = async ({ invocation, info, timeout, deadline }) => {
  const { resource, namespace, name } = info
  if (resource === undefined) throw new Error('an object read with --local cannot be waited for')
  const object = await request<AnyObject>(await invocation.transport(), 'GET', pathOf(info)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined
    throw error
  })
  if (object === undefined) return info.object
  if (timeout === 0) throw notMet(info)
  const precondition = (found: AnyObject | undefined): boolean => found === undefined
  const met = ({ type }: WatchEvent): boolean => type === 'DELETED'
  if (!(await until(invocation, { resource, namespace, name }, deadline, { precondition, met }))) throw tooLate(info)
  return object
}
