/** Waits until an object is gone, or another has taken its name. Models kubectl pkg/cmd/wait/delete.go. */
import type { AnyObject } from '../api/object.ts'
import { isNotFound } from '../api/status.ts'
import type { Invocation } from './command.ts'
import { CommandError } from './errors.ts'
import { type Info, pathOf } from './resources/info.ts'
import { request } from './rest.ts'
import { until } from './until.ts'

/** `deadline` in milliseconds since the epoch, Infinity for none. Throws CommandError if it passes. */
export async function waitUntilGone(invocation: Invocation, info: Info, uid: string | undefined, deadline: number): Promise<void> {
  const { resource, namespace, name } = info
  if (resource === undefined) return
  const isOurs = (object: AnyObject | undefined): boolean => object !== undefined && (uid === undefined || object.metadata.uid === uid)
  if (!isOurs(await current(invocation, info))) return
  const gone = await until(invocation, { resource, namespace, name }, deadline, {
    precondition: (object) => !isOurs(object),
    met: ({ type }) => type === 'DELETED',
  })
  if (!gone) throw new CommandError(`timed out waiting for the condition on ${resource.plural}/${name}`)
}

async function current({ transport }: Invocation, info: Info): Promise<AnyObject | undefined> {
  try {
    return await request<AnyObject>(await transport(), 'GET', pathOf(info))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}
